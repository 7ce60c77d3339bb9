package io.lockgate.changelog;

import io.lockgate.LockgateException;
import io.lockgate.database.Cancellation;
import io.lockgate.database.FailureKind;
import io.lockgate.database.RunCancelledException;
import java.io.FileNotFoundException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import liquibase.changelog.ChangeSet;
import liquibase.exception.ChangeLogParseException;
import liquibase.exception.LiquibaseParseException;
import liquibase.exception.SetupException;
import liquibase.exception.UnknownChangelogFormatException;
import liquibase.exception.ValidationFailedException;
import org.jspecify.annotations.Nullable;

/** Finds the fact behind an exception of Liquibase, which wraps it several times over. */
final class LiquibaseFailure {

    /** {@code JdbcExecutor} appends the statement to the message of its exception. */
    private static final Pattern STATEMENT = Pattern.compile("\\[Failed SQL: (?:\\([^)]*\\) )?(.*)]", Pattern.DOTALL);

    private static final Pattern MISSING =
            Pattern.compile("does not exist|was not found in the configured search path", Pattern.CASE_INSENSITIVE);

    private static final int MAX_STATEMENT = 1_000;

    private LiquibaseFailure() {}

    /** What went wrong while a changelog was read and compared with the history. */
    static LockgateException reading(String changelog, Exception failure) {
        Optional<ValidationFailedException> invalid = find(failure, ValidationFailedException.class);
        if (invalid.isPresent() && !invalid.get().getInvalidMD5Sums().isEmpty()) {
            return new ChecksumMismatchException(
                    changelog, String.join("; ", invalid.get().getInvalidMD5Sums()), failure);
        }
        Optional<? extends Exception> unreadable = find(failure, ChangeLogParseException.class)
                .map(Exception.class::cast)
                .or(() -> find(failure, LiquibaseParseException.class))
                .or(() -> find(failure, UnknownChangelogFormatException.class))
                .or(() -> find(failure, SetupException.class))
                .or(() -> invalid);
        return find(failure, LockgateException.class)
                .orElseGet(() -> unreadable.isPresent()
                        ? unreadable(changelog, unreadable.get(), failure)
                        : new ChangelogFailedException(changelog, rootMessage(failure), failure));
    }

    /** What went wrong while a changelog was applied. */
    static LockgateException applying(
            String changelog, Exception failure, @Nullable ChangeSet changeSet, Cancellation cancellation) {
        if (cancellation.isRequested()) {
            return new RunCancelledException(failure);
        }
        if (changeSet == null) {
            return reading(changelog, failure);
        }
        String reason =
                FailureKind.rootSqlException(failure).map(Exception::getMessage).orElseGet(() -> rootMessage(failure));
        if (FailureKind.of(failure) == FailureKind.PRIVILEGE_MISSING) {
            return new PrivilegeMissingException(
                    "Changeset %s failed for want of a privilege: %s".formatted(ChangeSets.idOf(changeSet), reason),
                    "Grant the privilege to the role that migrates and start again; the changeset is rolled back.",
                    failure);
        }
        return new ChangeSetFailedException(
                ChangeSets.idOf(changeSet), statement(failure), reason, changeSet.isRunInTransaction(), failure);
    }

    private static LockgateException unreadable(String changelog, Exception unreadable, Exception failure) {
        String reason = String.valueOf(unreadable.getMessage());
        boolean missing = find(failure, FileNotFoundException.class).isPresent()
                || MISSING.matcher(reason).find();
        return missing
                ? new ChangelogMissingException(changelog, reason, failure)
                : new ChangelogInvalidException(changelog, reason, failure);
    }

    private static @Nullable String statement(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Matcher matcher = STATEMENT.matcher(String.valueOf(cause.getMessage()));
            if (matcher.find()) {
                String statement = matcher.group(1);
                return statement.length() > MAX_STATEMENT ? statement.substring(0, MAX_STATEMENT) + " ..." : statement;
            }
        }
        return null;
    }

    private static <T> Optional<T> find(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
