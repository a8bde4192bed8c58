/**
 * The PJRT C API: compiles and runs XLA programs on any device that has a plugin, and compiles them
 * for devices that are not there.
 *
 * <p>{@code PjrtCall} and {@code PjrtRecord} hold all that is known of the C structs. Every object
 * that is closeable owns one handle of the plugin. Knows nothing of networks or training.
 */
package org.noisystudent.pjrt;
