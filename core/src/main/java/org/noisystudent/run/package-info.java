/**
 * One run on disk: its directory, its journal, its stages in order, and what it was made with.
 *
 * <p>Knows what the stages are and which are finished; how each is done is in the self-training
 * room.
 */
package org.noisystudent.run;
