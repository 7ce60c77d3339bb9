package io.lockgate.sample.tenants;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionDefinition;

/**
 * Transactions in the schema of the request's tenant. The search path is set as by {@code set local}, so that it ends with the
 * transaction and nobody else gets it with the connection; it is the tenant's schema alone, so that a table which is missing there
 * is missing, and not the house's own.
 */
@Component
class TenantTransactions extends JdbcTransactionManager {

    private static final long serialVersionUID = 1L;

    TenantTransactions(DataSource dataSource) {
        super(dataSource);
    }

    /** Called when a connection is taken from the pool; given back at once if this throws. */
    @Override
    protected void prepareTransactionalConnection(Connection connection, TransactionDefinition definition)
            throws SQLException {
        super.prepareTransactionalConnection(connection, definition);
        Optional<String> tenant = TenantOfRequest.current();
        if (tenant.isPresent()) {
            try (PreparedStatement searchPath =
                    connection.prepareStatement("select set_config('search_path', quote_ident(?), true)")) {
                searchPath.setString(1, tenant.get());
                searchPath.execute();
            }
        }
    }
}
