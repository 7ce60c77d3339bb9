package io.lockgate.changelog;

import io.lockgate.LockgateException;
import io.lockgate.database.Cancellation;
import io.lockgate.database.FailureKind;
import io.lockgate.database.MigrationConnection;
import io.lockgate.database.RunCancelledException;
import io.lockgate.schema.ChangeSetId;
import java.io.FileNotFoundException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import liquibase.changelog.ChangeSet;
import liquibase.exception.ChangeLogParseException;
import liquibase.exception.LiquibaseParseException;
import liquibase.exception.PreconditionFailedException;
import liquibase.exception.SetupException;
import liquibase.exception.UnknownChangelogFormatException;
import liquibase.exception.ValidationFailedException;
import liquibase.precondition.FailedPrecondition;
import org.jspecify.annotations.Nullable;

/** Finds the fact behind an exception of Liquibase, which wraps it several times over. */
final class LiquibaseFailure {

    /** {@code JdbcExecutor} appends the statement to the message of its exception. */
    private static final Pattern STATEMENT = Pattern.compile("\\[Failed SQL: (?:\\([^)]*\\) )?(.*)]", Pattern.DOTALL);

    private static final Pattern MISSING = Pattern.compile(
            "(?:The file )?(\\S*[./]\\S*) (?:does not exist|was not found in the configured search path).*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final String CONNECTION_LOST = "the connection to the database was lost";

    /** Its SQLState. */
    private static final String CONNECTION_FAILURE = "08006";

    private LiquibaseFailure() {}

    /** What went wrong while a changelog was read and compared with the history. */
    static LockgateException reading(String changelog, Exception failure, MigrationConnection connection) {
        Optional<LockgateException> ours = find(failure, LockgateException.class);
        if (ours.isPresent()) {
            return ours.get();
        }
        if (isHidden(failure, connection)) {
            return new ChangelogFailedException(changelog, LiquibaseReason.known(CONNECTION_LOST), true, failure);
        }
        if (FailureKind.isTransient(failure)) {
            return unreachable(changelog, failure);
        }
        Optional<ValidationFailedException> invalid = find(failure, ValidationFailedException.class);
        if (invalid.isPresent() && !invalid.get().getInvalidMD5Sums().isEmpty()) {
            return new ChecksumMismatchException(
                    changelog, String.join("; ", invalid.get().getInvalidMD5Sums()), failure);
        }
        Optional<String> missing = missingFile(failure);
        if (missing.isPresent()) {
            return new ChangelogMissingException(changelog, missing.get(), failure);
        }
        return unreadable(failure)
                .map(reason -> (LockgateException) new ChangelogInvalidException(changelog, reason, failure))
                .orElseGet(() -> unreachable(changelog, failure));
    }

    /**
     * What went wrong while a changelog was applied.
     *
     * @param thrown what Liquibase threw in the end
     * @param progress how far it came, and why it failed there
     * @param connection may be gone; Liquibase hides that where it cleans up in vain afterwards
     */
    static LockgateException applying(
            String changelog,
            Exception thrown,
            Progress progress,
            MigrationConnection connection,
            Cancellation cancellation) {
        Exception last = progress.failureOr(thrown);
        if (cancellation.isRequested()) {
            ChangeSet ended = progress.current();
            return ended == null
                    ? new RunCancelledException(last)
                    : new RunCancelledException(
                            "Changeset %s %s."
                                    .formatted(
                                            ChangeSets.idOf(ended),
                                            Leftover.of(ended, progress.effects(), connection.isLost())
                                                    .advice()),
                            last);
        }
        Optional<LockgateException> ours = find(last, LockgateException.class);
        if (ours.isPresent()) {
            return ours.get();
        }
        Optional<Exception> whileTolerated = endOfTolerated(progress.current(), last, connection);
        Exception failure =
                whileTolerated.or(() -> toleratedEnd(last, connection)).orElse(last);
        ChangeSet tolerated = whileTolerated.isPresent() || failure == last ? null : progress.tolerated();
        ChangeSet changeSet = tolerated == null ? progress.current() : tolerated;
        return changeSet == null
                ? reading(changelog, failure, connection)
                : applying(changeSet, failure, progress, progress.isChanging() || failure != last, connection);
    }

    /** Loss of a connection before Liquibase could tolerate a failure, which then is not why the run fails. */
    private static Optional<Exception> endOfTolerated(
            @Nullable ChangeSet changeSet, Exception failure, MigrationConnection connection) {
        if (changeSet == null || !Boolean.FALSE.equals(changeSet.getFailOnError()) || !connection.isSevered()) {
            return Optional.empty();
        }
        SQLException lost = new SQLException(CONNECTION_LOST, CONNECTION_FAILURE);
        lost.addSuppressed(failure);
        return Optional.of(connection.end().orElse(lost));
    }

    private static LockgateException applying(
            ChangeSet changeSet,
            Exception failure,
            Progress progress,
            boolean changing,
            MigrationConnection connection) {
        FailureKind kind = FailureKind.of(failure);
        Leftover leftover = Leftover.of(changeSet, progress.effects(), connection.isLost());
        Optional<LockgateException> ended = endedBySelf(changeSet, failure, leftover, changing);
        if (ended.isPresent()) {
            return ended.get();
        }
        boolean hidden = isHidden(failure, connection);
        String statement = statement(failure);
        LiquibaseReason reason = find(failure, PreconditionFailedException.class)
                .map(LiquibaseFailure::refusals)
                .orElseGet(
                        () -> hidden ? LiquibaseReason.known(CONNECTION_LOST) : LiquibaseReason.of(failure, statement))
                .at(statement);
        boolean passing = hidden || FailureKind.isTransient(failure);
        ChangeSetId id = ChangeSets.idOf(changeSet);
        if (kind == FailureKind.PRIVILEGE_MISSING) {
            return PrivilegeMissingException.in(id, reason, leftover, failure);
        }
        ChangeSetFailedException failed = new ChangeSetFailedException(
                id, reason, leftover, passing, progress.effects().none(), failure);
        boolean lost = hidden || kind == FailureKind.TRANSIENT;
        return lost && changing ? failed.lost(statement) : failed;
    }

    /** A connection that is gone without an error that says why; a pool closes connections after 0A000, too, which says why. */
    private static boolean isHidden(Exception failure, MigrationConnection connection) {
        return connection.isSevered() && !FailureKind.isTold(failure);
    }

    /** Reason why the connection is closed, where Liquibase has tolerated that and failed later for lack of a connection. */
    private static Optional<Exception> toleratedEnd(Exception failure, MigrationConnection connection) {
        boolean says = FailureKind.isTold(failure) && FailureKind.of(failure) != FailureKind.TRANSIENT;
        return says
                ? Optional.empty()
                : connection
                        .end()
                        .filter(end -> !FailureKind.isTransient(end) || FailureKind.isReadTimeout(end))
                        .map(Exception.class::cast);
    }

    private static Optional<LockgateException> endedBySelf(
            ChangeSet changeSet, Exception failure, Leftover leftover, boolean changing) {
        ChangeSetId id = ChangeSets.idOf(changeSet);
        LiquibaseReason reason = LiquibaseReason.of(failure, statement(failure));
        if (changing && FailureKind.isReadTimeout(failure)) {
            return Optional.of(ChangeSetEndsSessionException.byTimeout(id, reason, leftover, failure));
        }
        return FailureKind.unreadableSetting(failure)
                .map(setting -> ChangeSetEndsSessionException.bySetting(id, setting, reason, leftover, failure));
    }

    /** Whatever names the file: what Liquibase throws for it differs from change to change. */
    private static Optional<String> missingFile(Exception failure) {
        if (FailureKind.rootSqlException(failure).isPresent()) {
            return Optional.empty();
        }
        return causes(failure)
                .map(cause -> MISSING.matcher(String.valueOf(cause.getMessage())))
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1))
                .findFirst()
                .or(() -> find(failure, FileNotFoundException.class).map(Throwable::getMessage));
    }

    private static Optional<String> unreadable(Exception failure) {
        return findInnermost(failure, ChangeLogParseException.class)
                .map(Exception.class::cast)
                .or(() -> find(failure, LiquibaseParseException.class))
                .or(() -> find(failure, UnknownChangelogFormatException.class))
                .or(() -> find(failure, SetupException.class))
                .or(() -> find(failure, ValidationFailedException.class))
                .map(unreadable -> String.valueOf(unreadable.getMessage()).strip());
    }

    private static LockgateException unreachable(String changelog, Exception failure) {
        LiquibaseReason reason = find(failure, PreconditionFailedException.class)
                .map(LiquibaseFailure::refusals)
                .orElseGet(() -> LiquibaseReason.of(failure, null));
        return FailureKind.of(failure) == FailureKind.PRIVILEGE_MISSING
                ? PrivilegeMissingException.of(reason.full(), failure)
                : new ChangelogFailedException(changelog, reason, FailureKind.isTransient(failure), failure);
    }

    /** The messages of preconditions hold values. */
    private static LiquibaseReason refusals(PreconditionFailedException failure) {
        String refused = "its preconditions are not met";
        return new LiquibaseReason(
                failure.getFailedPreconditions().stream()
                        .map(FailedPrecondition::getMessage)
                        .collect(Collectors.joining("; ", refused + ": ", "")),
                refused + "; the log says which");
    }

    private static @Nullable String statement(Throwable failure) {
        return causes(failure)
                .map(cause -> STATEMENT.matcher(String.valueOf(cause.getMessage())))
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1))
                .findFirst()
                .orElse(null);
    }

    private static <T> Optional<T> find(Throwable failure, Class<T> type) {
        return causes(failure).filter(type::isInstance).map(type::cast).findFirst();
    }

    /** An exception that wraps another of its kind says the same once more. */
    private static <T> Optional<T> findInnermost(Throwable failure, Class<T> type) {
        return causes(failure).filter(type::isInstance).map(type::cast).reduce((outer, inner) -> inner);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }
}
