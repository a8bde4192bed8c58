/**
 * Run directories, models and shards in a bucket of Google Cloud Storage: the bucket is the truth,
 * a local folder holds what was read or written. What makes a publication whole is in {@code
 * docs/decisions/0011-buckets.md}.
 *
 * <p>The only place that knows of the cloud's library, which is loaded when a place in a bucket is
 * named and not before. Knows nothing of what the files mean.
 */
package org.noisystudent.remote;
