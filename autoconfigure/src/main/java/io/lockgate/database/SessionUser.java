package io.lockgate.database;

/**
 * User and role of a session when a run began with it.
 *
 * @param role the role that is set; {@link #NO_ROLE} if none
 */
public record SessionUser(String user, String role) {

    /** Value of {@code SHOW role} where no role is set. */
    public static final String NO_ROLE = "none";
}
