package io.lockgate.changelog;

import io.lockgate.LockgateException;
import io.lockgate.database.Cancellation;
import io.lockgate.database.FailureKind;
import io.lockgate.database.RunCancelledException;
import io.lockgate.schema.ChangeSetId;
import java.io.FileNotFoundException;
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
    private static final int MAX_STATEMENT = 1_000;

    private LiquibaseFailure() {}

    /** What went wrong while a changelog was read and compared with the history. */
    static LockgateException reading(String changelog, Exception failure) {
        Optional<LockgateException> ours = find(failure, LockgateException.class);
        if (ours.isPresent()) {
            return ours.get();
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
     * @param connectionLost whether the connection is gone; Liquibase hides that where it cleans up in vain afterwards
     */
    static LockgateException applying(
            String changelog, Exception thrown, Progress progress, boolean connectionLost, Cancellation cancellation) {
        Exception failure = progress.failureOr(thrown);
        ChangeSet changeSet = progress.current();
        if (cancellation.isRequested()) {
            return new RunCancelledException(failure);
        }
        Optional<LockgateException> ours = find(failure, LockgateException.class);
        if (ours.isPresent()) {
            return ours.get();
        }
        FailureKind kind = FailureKind.of(failure);
        // a pool also closes connections after errors that have nothing to do with them, such as 0A000: those speak for
        // themselves
        boolean hidden = connectionLost && !FailureKind.isTold(failure);
        if (changeSet == null) {
            return hidden
                    ? new ChangelogFailedException(changelog, CONNECTION_LOST, true, failure)
                    : reading(changelog, failure);
        }
        String reason = find(failure, PreconditionFailedException.class)
                .map(LiquibaseFailure::refusals)
                .orElseGet(() -> hidden ? CONNECTION_LOST : databaseReason(failure));
        boolean passing = hidden || FailureKind.isTransient(failure);
        ChangeSetId id = ChangeSets.idOf(changeSet);
        boolean transactional = changeSet.isRunInTransaction();
        return kind == FailureKind.PRIVILEGE_MISSING
                ? PrivilegeMissingException.in(id, statement(failure), reason, transactional, failure)
                : new ChangeSetFailedException(
                        id,
                        statement(failure),
                        reason,
                        transactional,
                        passing,
                        progress.effects().none(),
                        failure);
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
        String reason = databaseReason(failure);
        return FailureKind.of(failure) == FailureKind.PRIVILEGE_MISSING
                ? PrivilegeMissingException.of(reason, failure)
                : new ChangelogFailedException(changelog, reason, FailureKind.isTransient(failure), failure);
    }

    private static String databaseReason(Exception failure) {
        return FailureKind.rootSqlException(failure).map(Exception::getMessage).orElseGet(() -> rootMessage(failure));
    }

    private static String refusals(PreconditionFailedException failure) {
        return failure.getFailedPreconditions().stream()
                .map(FailedPrecondition::getMessage)
                .collect(Collectors.joining("; ", "its preconditions are not met: ", ""));
    }

    private static @Nullable String statement(Throwable failure) {
        return causes(failure)
                .map(cause -> STATEMENT.matcher(String.valueOf(cause.getMessage())))
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1))
                .map(statement ->
                        statement.length() > MAX_STATEMENT ? statement.substring(0, MAX_STATEMENT) + " ..." : statement)
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

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
