package io.lockgate.changelog;

import io.lockgate.LockgateException;
import io.lockgate.schema.ChangeSetId;

/** A changeset ends the session that it runs in, or makes the driver give it up: trying it again does the same. */
final class ChangeSetEndsSessionException extends LockgateException {

    private static final long serialVersionUID = 1L;

    private ChangeSetEndsSessionException(
            ChangeSetId changeSet, LiquibaseReason reason, String action, Leftover leftover, Throwable cause) {
        super(
                "Changeset %s failed: %s".formatted(changeSet, reason.full()),
                "Changeset %s failed: %s".formatted(changeSet, reason.summary()),
                action
                        + (leftover.isNothing()
                                ? " What was not committed is rolled back; the changesets before it are kept."
                                : " The changeset %s.".formatted(leftover.advice())),
                cause);
    }

    static ChangeSetEndsSessionException bySetting(
            ChangeSetId changeSet, String setting, LiquibaseReason reason, Leftover leftover, Throwable cause) {
        return new ChangeSetEndsSessionException(
                changeSet,
                reason.within("%s The driver has closed the connection."),
                "Remove from the changeset what sets %s (set, set names, set_config), and start again."
                        .formatted(setting),
                leftover,
                cause);
    }

    static ChangeSetEndsSessionException byTimeout(
            ChangeSetId changeSet, LiquibaseReason reason, Leftover leftover, Throwable cause) {
        return new ChangeSetEndsSessionException(
                changeSet,
                reason.within(
                        "no answer came within the driver's socketTimeout, so that it has closed the connection: %s"),
                "If the statement needs longer, raise socketTimeout in spring.datasource.url, or migrate through a "
                        + "spring.liquibase.url without it, and start again. If it does not, see to the network.",
                leftover,
                cause);
    }

    static ChangeSetEndsSessionException again(
            ChangeSetId changeSet, int times, LiquibaseReason reason, Leftover leftover, Throwable cause) {
        return new ChangeSetEndsSessionException(
                changeSet,
                reason.within("%%s (the session was lost %d times in a row at the same statement)".formatted(times)),
                "Find out what ends the session: the changeset itself (pg_terminate_backend), a crash of the server at this "
                        + "statement (see its log), or a proxy that cuts connections while a statement runs. Correct that and "
                        + "start again.",
                leftover,
                cause);
    }
}
