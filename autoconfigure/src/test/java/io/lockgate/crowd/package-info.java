/** Many services at once on one database: one migrates, the others wait for it, and no one suffers from that. */
package io.lockgate.crowd;
