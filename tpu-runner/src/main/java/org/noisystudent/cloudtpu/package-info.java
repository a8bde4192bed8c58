/**
 * Jobs as queued resources of the Cloud TPU API: the request of a job, and the service's answers as
 * states and as lines that a user understands.
 */
package org.noisystudent.cloudtpu;
