package io.lockgate.database;

import io.lockgate.LockgateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * As much of a failure as anybody may read: the primary message of the server with its SQLState where it holds neither a value nor
 * a part of the statement, or else what PostgreSQL calls that SQLState. Detail, hint, context and statement are never in it.
 */
public final class FailureSummary {

    /** Quotes of SQL: the parts between and outside of them hold every literal, however it is quoted. */
    private static final Pattern QUOTES = Pattern.compile("'|\\$\\w*\\$");

    /** Length from which a part is searched for within words: a shorter one may be found in any word by chance. */
    private static final int TELLING = 4;

    private FailureSummary() {}

    /** A summary of a failure of a statement that is not known. */
    public static String of(Throwable failure) {
        return of(failure, null);
    }

    /**
     * A summary of a failure.
     *
     * @param statement what failed, no part of which is to be told, except names of objects
     */
    public static String of(Throwable failure, @Nullable String statement) {
        return FailureKind.rootSqlException(failure)
                .map(sql -> of(sql, statement))
                .orElseGet(() -> ofOther(innermost(failure)));
    }

    private static String of(SQLException failure, @Nullable String statement) {
        String state = failure.getSQLState();
        String suffix = state == null ? "" : " (SQLState %s)".formatted(state);
        Optional<ServerError> server = ServerError.of(failure);
        Optional<String> told = server.isPresent()
                ? server.filter(error -> error.isHarmless(state)).map(ServerError::message)
                : Optional.ofNullable(failure.getMessage()).filter(message -> isOfDriver(failure, message));
        return told.filter(message -> !holdsPartOf(statement, message))
                .map(message -> message + suffix)
                .orElseGet(() -> SqlStateName.of(state) + suffix + ", whose message the log has");
    }

    /** Our own errors have summaries. A class that is missing, or does not fit, is named by the JVM; any other message may hold anything. */
    private static String ofOther(Throwable failure) {
        if (failure instanceof LockgateException ours) {
            return ours.summary();
        }
        return failure instanceof LinkageError || failure instanceof ClassNotFoundException
                ? failure.toString()
                : failure.getClass().getSimpleName() + ", whose message the log has";
    }

    /** A driver or a pool that did not reach the server; some drivers name the whole URL, with the password in it. */
    private static boolean isOfDriver(SQLException failure, String message) {
        String state = failure.getSQLState();
        return (failure instanceof SQLTransientConnectionException || (state != null && state.startsWith("08")))
                && !message.contains("jdbc:");
    }

    private static boolean holdsPartOf(@Nullable String statement, String message) {
        String words = message.toLowerCase(Locale.ROOT);
        return statement != null
                && Arrays.stream(QUOTES.split(statement.toLowerCase(Locale.ROOT)))
                        .map(String::strip)
                        .anyMatch(part -> isIn(words, part));
    }

    private static boolean isIn(String words, String part) {
        if (part.chars().noneMatch(Character::isLetterOrDigit)) {
            return false;
        }
        return part.length() < TELLING
                ? Pattern.compile("(?<!\\w)" + Pattern.quote(part) + "(?!\\w)")
                        .matcher(words)
                        .find()
                : words.contains(part);
    }

    private static Throwable innermost(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
