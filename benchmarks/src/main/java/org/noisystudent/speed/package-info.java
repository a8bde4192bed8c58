/** How fast this program is beside others, on the same machine in the same minutes. */
package org.noisystudent.speed;
