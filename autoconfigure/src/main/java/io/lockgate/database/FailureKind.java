package io.lockgate.database;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/** What a failure's SQLState says about it (PostgreSQL documentation, appendix A "PostgreSQL Error Codes"). */
public enum FailureKind {
    /** The connection, the server or a collision with others: doing the same again can succeed. */
    TRANSIENT,
    /** The server has no room: no memory, or no connection. Passes as well, but not for a hasty second attempt. */
    EXHAUSTED,
    /** A collision with other sessions, after which the connection is still good: a deadlock, a lock timeout. Passes, too. */
    COLLISION,
    /** The server answers and will not let us in: wrong or no password, no such role, refused by {@code pg_hba.conf}. */
    ACCESS_DENIED,
    /** The server has no database of that name. */
    DATABASE_MISSING,
    /** A privilege on an object is missing. */
    PRIVILEGE_MISSING,
    /** Somebody or something cancelled the statement. */
    CANCELLED,
    /** The driver cannot read the answers of the session any more, because of a setting: {@link #unreadableSetting}. */
    SESSION_UNREADABLE,
    /** Anything else, above all wrong SQL: doing the same again fails again. */
    LASTING;

    /** The SQLState of a lock that was not free in time, {@code lock_not_available}. */
    public static final String LOCK_TIMEOUT = "55P03";

    /** The kind of the most telling {@link SQLException} among a failure and its causes. */
    public static FailureKind of(Throwable failure) {
        List<FailureKind> kinds =
                sqlExceptions(failure).stream().map(FailureKind::ofOne).toList();
        return kinds.stream()
                .filter(kind -> kind != LASTING && kind != TRANSIENT)
                .findFirst()
                .orElse(kinds.contains(TRANSIENT) ? TRANSIENT : LASTING);
    }

    /** Whether a failure passes by itself. */
    public static boolean isTransient(Throwable failure) {
        FailureKind kind = of(failure);
        return kind == TRANSIENT || kind == EXHAUSTED || kind == COLLISION;
    }

    /** Whether the server does not know what was asked of it: syntax errors, missing functions, features it does not have. */
    public static boolean isUnsupported(Throwable failure) {
        return sqlExceptions(failure).stream()
                .map(SQLException::getSQLState)
                .anyMatch(state -> state != null && (state.startsWith("42") || state.startsWith("0A")));
    }

    /** What a failure is about: the message of its innermost {@link SQLException}, or else the failure itself. */
    public static String reason(Throwable failure) {
        return rootSqlException(failure).map(Exception::getMessage).orElseGet(failure::toString);
    }

    /**
     * Throws the {@link Error} that a failure is, or the {@link VirtualMachineError} that somebody has wrapped into an exception: the
     * driver does so when it runs out of memory. Nobody goes on after one.
     */
    public static void throwError(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof VirtualMachineError error) {
                throw error;
            }
        }
    }

    /** The innermost {@link SQLException} among a failure and its causes. */
    public static Optional<SQLException> rootSqlException(Throwable failure) {
        List<SQLException> all = sqlExceptions(failure);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** Whether a server or a driver said by a SQLState what went wrong; a pool that closed a connection does not. */
    public static boolean isTold(Throwable failure) {
        return sqlExceptions(failure).stream().anyMatch(sql -> sql.getSQLState() != null);
    }

    /** Returns whether the driver closed the connection because no answer came within {@code socketTimeout}. */
    public static boolean isReadTimeout(Throwable failure) {
        return sqlExceptions(failure).stream().anyMatch(sql -> sql.getCause() instanceof SocketTimeoutException);
    }

    /** The setting under which the driver could not read what the server sends, so that it closed the connection. */
    public static Optional<String> unreadableSetting(Throwable failure) {
        return UnreadableSession.setting(failure);
    }

    private static FailureKind ofOne(SQLException failure) {
        if (UnreadableSession.setting(failure).isPresent()) {
            return SESSION_UNREADABLE;
        }
        return isOfStatement(failure) ? LASTING : ofState(failure.getSQLState());
    }

    /**
     * Returns whether a statement failed by a state of the connection class in a session that goes on: a connection that the
     * statement names does not exist ({@code dblink}), or a message was wrong. A remote server that cannot be reached is
     * another matter.
     */
    private static boolean isOfStatement(SQLException failure) {
        return failure instanceof PSQLException told
                && told.getServerErrorMessage() != null
                && "ERROR".equals(told.getServerErrorMessage().getSeverity())
                && ("08003".equals(told.getSQLState()) || "08P01".equals(told.getSQLState()));
    }

    static FailureKind ofState(@Nullable String state) {
        if (state == null) {
            return LASTING;
        }
        return switch (state) {
            case "3D000" -> DATABASE_MISSING;
            case "42501" -> PRIVILEGE_MISSING;
            case "57014" -> CANCELLED;
            // the driver has no password, or no authentication that the server asks for
            case "08004" -> ACCESS_DENIED;
            // serialization failure, deadlock, lock timeout
            case "40001", "40P01", LOCK_TIMEOUT -> COLLISION;
            // out of memory, too many connections
            case "53200", "53300" -> EXHAUSTED;
            default -> ofClass(state);
        };
    }

    private static FailureKind ofClass(String state) {
        if (state.startsWith("08") || state.startsWith("57P")) {
            return TRANSIENT;
        }
        return state.startsWith("28") ? ACCESS_DENIED : LASTING;
    }

    private static List<SQLException> sqlExceptions(Throwable failure) {
        List<SQLException> found = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                found.add(sql);
            }
        }
        return found;
    }
}
