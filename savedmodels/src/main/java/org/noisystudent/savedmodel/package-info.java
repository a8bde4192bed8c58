/** Placeholder of the room. */
package org.noisystudent.savedmodel;
