package io.lockgate.database;

/**
 * Who a session was when a run began with it.
 *
 * @param role that it plays; {@link #NO_ROLE} if none
 */
public record SessionUser(String user, String role) {

    /** As {@code SHOW role} says it. */
    public static final String NO_ROLE = "none";
}
