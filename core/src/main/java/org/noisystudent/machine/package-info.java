/** What this machine is. */
package org.noisystudent.machine;
