/**
 * What a run found out, for people ({@code report.html}, needs nothing beside it) and for programs
 * ({@code report.json}), made from the files of a run directory alone.
 *
 * <p>Draws and counts nothing that is not in those files.
 */
package org.noisystudent.report;
