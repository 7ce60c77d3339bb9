package io.lockgate.database;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.postgresql.util.PSQLException;

/**
 * A session with a setting under which the driver cannot read what the server sends. The driver closes the connection as soon as
 * the server reports such a setting ({@code QueryExecutorImpl.receiveParameterStatus}), with the SQLState of a connection that
 * was lost; but the same statement does the same again.
 */
final class UnreadableSession {

    private static final String CONNECTION_FAILURE = "08006";

    private UnreadableSession() {}

    /**
     * The setting that made the driver close a connection. The messages of the driver are translated, the names of settings in
     * them are not; where the network failed, there is a cause, and where the server spoke, its message.
     */
    static Optional<String> setting(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(PSQLException.class::isInstance)
                .map(PSQLException.class::cast)
                .flatMap(closed -> setting(closed).stream())
                .findFirst();
    }

    private static Optional<String> setting(PSQLException closed) {
        if (!CONNECTION_FAILURE.equals(closed.getSQLState())
                || closed.getServerErrorMessage() != null
                || closed.getCause() != null) {
            return Optional.empty();
        }
        String message = String.valueOf(closed.getMessage());
        return Stream.of("client_encoding", "DateStyle", "standard_conforming_strings")
                .filter(message::contains)
                .findFirst();
    }
}
