package io.lockgate.database;

import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.util.ClassUtils;

/**
 * Error as a PostgreSQL server reports it (PostgreSQL documentation 54.8 "Error and Notice Message Fields").
 *
 * @param message severity and primary message
 * @param file the source file of the server that reports it
 * @param routine its function
 */
record ServerError(String message, String file, String routine) {

    private static final boolean KNOWN =
            ClassUtils.isPresent("org.postgresql.util.PSQLException", ServerError.class.getClassLoader());

    /** Classes of SQLState whose messages quote names of objects, and no values. */
    private static final Set<String> NAMING =
            Set.of("08", "23", "25", "28", "2B", "3D", "3F", "40", "42", "44", "53", "55", "57");

    /** Classes of SQLState whose messages hold a value only where they quote one. */
    private static final Set<String> QUOTING = Set.of("0A", "21", "22", "2D", "54", "58", "XX");

    /**
     * Syntax errors, names too long or invalid, and columns and functions that do not exist: what the message names may be a
     * value that was not quoted, or was quoted as a name.
     */
    private static final Set<String> TELLTALE = Set.of("42601", "42602", "42622", "42703", "42883", "42P02");

    static Optional<ServerError> of(SQLException failure) {
        return KNOWN ? OfDriver.error(failure) : Optional.empty();
    }

    /** Returns whether the primary message holds no value, as far as the server's own messages go. */
    boolean isHarmless(@Nullable String state) {
        if (state == null || state.length() != 5 || isOfUser() || TELLTALE.contains(state)) {
            return false;
        }
        String kind = state.substring(0, 2);
        return NAMING.contains(kind)
                || (QUOTING.contains(kind) && message.chars().noneMatch(ServerError::isQuote));
    }

    /** A procedural language passes on what a function says; a missing FROM entry may be a value with a dot in it. */
    private boolean isOfUser() {
        return file.startsWith("pl") || routine.equals("errorMissingRTE");
    }

    /** Returns whether a character is one of the quotes that the server's translations use. */
    private static boolean isQuote(int character) {
        return character == '"'
                || character == '\''
                || character == '`'
                || Character.getType(character) == Character.INITIAL_QUOTE_PUNCTUATION
                || Character.getType(character) == Character.FINAL_QUOTE_PUNCTUATION
                || (character >= '\u3008' && character <= '\u300f');
    }

    /** The driver need not be there. */
    private static final class OfDriver {

        private OfDriver() {}

        static Optional<ServerError> error(SQLException failure) {
            return failure instanceof PSQLException ofDriver
                    ? Optional.ofNullable(ofDriver.getServerErrorMessage()).map(OfDriver::error)
                    : Optional.empty();
        }

        private static ServerError error(ServerErrorMessage error) {
            return new ServerError(
                    "%s: %s".formatted(error.getSeverity(), error.getMessage()),
                    Objects.toString(error.getFile(), ""),
                    Objects.toString(error.getRoutine(), ""));
        }
    }
}
