/**
 * What a run leaves on disk: whole files and folders that appear at once or not at all, and JSON.
 *
 * <p>The only place where anything is renamed. Knows nothing of what the files mean.
 */
package org.noisystudent.storage;
