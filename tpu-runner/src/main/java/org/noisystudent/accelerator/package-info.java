/**
 * Training, labeling and evaluation on the devices of a PJRT plugin: a step or a model is lowered
 * to a program, compiled once and run on every replica; variables stay on the devices between
 * steps. Where several processes drive the devices, they run one program and meet on it.
 *
 * <p>The C API itself is the {@code pjrt} room's, programs are the {@code lowering} room's.
 */
package org.noisystudent.accelerator;
