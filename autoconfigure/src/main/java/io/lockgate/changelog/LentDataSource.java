package io.lockgate.changelog;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Hands the run's connection to the thread that migrates, and connections of the original to every other: the
 * {@code liquibase} endpoint asks for one in the middle of a run. It has no {@code close()} on purpose, for beans that
 * close their data source once they have migrated.
 */
final class LentDataSource extends AbstractDataSource {

    private final DataSource original;

    private final Connection lent;

    private final Thread borrower = Thread.currentThread();

    LentDataSource(DataSource original, Connection lent) {
        this.original = original;
        this.lent = lent;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return Thread.currentThread() == borrower ? lent : original.getConnection();
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return getConnection();
    }
}
