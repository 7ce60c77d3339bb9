package io.lockgate.sample;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import liquibase.change.custom.CustomTaskChange;
import liquibase.database.Database;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.CustomChangeException;
import liquibase.exception.DatabaseException;
import liquibase.exception.ValidationErrors;
import liquibase.resource.ResourceAccessor;

/** A change made by code: enters rows in batches, and counts itself. */
public final class EnterItems implements CustomTaskChange {

    private static final List<Integer> BATCHES = List.of(1000, 2000, 3000);

    private static final int ROWS = 20;

    private String table = "";

    public void setTable(String table) {
        this.table = table;
    }

    @Override
    public void execute(Database database) throws CustomChangeException {
        JdbcConnection connection = (JdbcConnection) database.getConnection();
        try (PreparedStatement insert = connection.prepareStatement("insert into " + table + " values (?, 'by code')");
                Statement count = connection.createStatement()) {
            for (int first : BATCHES) {
                for (int row = 0; row < ROWS; row++) {
                    insert.setInt(1, first + row);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            count.execute("update counter set counted = counted + 1");
        } catch (DatabaseException | SQLException e) {
            throw new CustomChangeException(e);
        }
    }

    @Override
    public String getConfirmationMessage() {
        return "Items were entered";
    }

    @Override
    public void setUp() {}

    @Override
    public void setFileOpener(ResourceAccessor resources) {}

    @Override
    public ValidationErrors validate(Database database) {
        return new ValidationErrors();
    }
}
