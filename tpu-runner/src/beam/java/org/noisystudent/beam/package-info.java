/**
 * Labeling and selection as Apache Beam pipelines, for images that one machine is too slow for. The
 * unit of work is a shard, and what a shard holds is made by the same functions as on one machine,
 * so the output is the same. Only Maven's profile {@code beam} compiles this room: nothing else may
 * know of it or of Beam.
 */
package org.noisystudent.beam;
