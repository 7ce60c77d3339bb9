/** Tables that others have put where ours should be: what is theirs does not run as the role that migrates. */
@NullMarked
package io.lockgate.ownership;

import org.jspecify.annotations.NullMarked;
