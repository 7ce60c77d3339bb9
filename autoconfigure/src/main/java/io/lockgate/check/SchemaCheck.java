package io.lockgate.check;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A health check of the migrated schema. Beans of this type are asked after every migration, before traffic is let in; a check
 * that is not up keeps the gate closed.
 */
public interface SchemaCheck {

    /**
     * A check by a query.
     *
     * @param query returns one row of one column
     * @param expected what its value must equal, as text
     */
    static SchemaCheck sql(String name, String query, String expected) {
        return new SqlCheck(name, query, expected);
    }

    /** The name under which its result is shown. */
    String name();

    /**
     * Checks the schema, on a thread of its own, interrupted after {@code lockgate.checks.timeout}. Called again, as
     * {@code lockgate.checks.attempts} says, while any check is not up.
     *
     * @param jdbc the connection that migrated, in autocommit
     * @return whether the schema is fit to serve; an exception counts as {@link CheckResult#down(String)}, an
     *     {@link Error} ends the run
     */
    CheckResult check(JdbcClient jdbc);
}
