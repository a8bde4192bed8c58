/**
 * Jobs on Kubernetes: the manifest of a job, and the cluster's answers as states and as lines that
 * a user understands.
 */
package org.noisystudent.kubernetes;
