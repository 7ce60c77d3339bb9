package io.lockgate.changelog;

import io.lockgate.LockgateException;
import io.lockgate.schema.ChangeSetId;
import org.jspecify.annotations.Nullable;

/** The role that migrates lacks a privilege. */
public final class PrivilegeMissingException extends LockgateException {

    private static final long serialVersionUID = 1L;

    public PrivilegeMissingException(String message, String action, @Nullable Throwable cause) {
        super(message, action, cause);
    }

    /** The database refused a statement of Liquibase, or of our own, for want of a privilege. */
    public static PrivilegeMissingException of(String refusal, Throwable cause) {
        return new PrivilegeMissingException(
                "The role that migrates lacks a privilege: " + refusal,
                "As the owner of what it names, grant the role what it needs: usage and create on the schema, select, "
                        + "insert, update and delete on Liquibase's tables; or migrate as another role, by "
                        + "spring.liquibase.user and .password.",
                cause);
    }

    /** A changeset failed for want of a privilege. */
    static PrivilegeMissingException in(
            ChangeSetId changeSet, @Nullable String statement, String reason, boolean transactional, Throwable cause) {
        return new PrivilegeMissingException(
                "Changeset %s failed for want of a privilege: %s%s"
                        .formatted(changeSet, reason, statement == null ? "" : "\nStatement: " + statement),
                "Grant the privilege to the role that migrates and start again; "
                        + (transactional
                                ? "the changeset is rolled back."
                                : "the changeset runs outside of a transaction, so that its earlier statements may have taken "
                                        + "effect: undo them by hand if need be."),
                cause);
    }
}
