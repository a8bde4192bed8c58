/** Parts of this program that run in a process of their own, because native code may end it. */
package org.noisystudent.process;
