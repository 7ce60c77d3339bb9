package io.lockgate.changelog;

import io.lockgate.LockgateException;
import io.lockgate.database.FailureSummary;
import io.lockgate.schema.ChangeSetId;
import org.jspecify.annotations.Nullable;

/** The role that migrates lacks a privilege. */
public final class PrivilegeMissingException extends LockgateException {

    private static final long serialVersionUID = 1L;

    public PrivilegeMissingException(String message, String action, @Nullable Throwable cause) {
        this(message, message, action, cause);
    }

    private PrivilegeMissingException(String message, String summary, String action, @Nullable Throwable cause) {
        super(message, summary, action, cause);
    }

    /** The database refused a statement of Liquibase, or of our own, for want of a privilege. */
    public static PrivilegeMissingException of(String refusal, Throwable cause) {
        return new PrivilegeMissingException(
                "The role that migrates lacks a privilege: " + refusal,
                "The role that migrates lacks a privilege: " + FailureSummary.of(cause),
                "As the owner of what it names, grant the role what it needs: usage and create on the schema, select, "
                        + "insert, update and delete on Liquibase's tables; or migrate as another role, by "
                        + "spring.liquibase.user and .password.",
                cause);
    }

    /** A changeset failed for want of a privilege. */
    static PrivilegeMissingException in(
            ChangeSetId changeSet, LiquibaseReason reason, Leftover leftover, Throwable cause) {
        return new PrivilegeMissingException(
                "Changeset %s failed for want of a privilege: %s".formatted(changeSet, reason.full()),
                "Changeset %s failed for want of a privilege: %s".formatted(changeSet, reason.summary()),
                "Grant the privilege to the role that migrates and start again; the changeset %s."
                        .formatted(leftover.advice()),
                cause);
    }
}
