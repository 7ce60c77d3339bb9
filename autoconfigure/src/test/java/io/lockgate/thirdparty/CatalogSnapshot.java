package io.lockgate.thirdparty;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * All that PostgreSQL's catalogs say of the user's schemas, and every row, an entry each.
 * Liquibase's lock table, Lockgate's own tables and the deployment ids of the history stand aside.
 */
record CatalogSnapshot(List<String> lines) {

    CatalogSnapshot {
        lines = List.copyOf(lines);
    }

    static CatalogSnapshot of(Connection connection) throws SQLException {
        // With nothing of the user's on the search path, PostgreSQL prints every name with its schema.
        connection.setSchema("pg_catalog");
        var lines = new ArrayList<String>();
        for (var facet : CatalogFacet.values()) {
            for (var fact : facet.facts(connection)) {
                lines.add(facet.label() + " " + fact);
            }
        }
        lines.addAll(TableRows.of(connection));
        return new CatalogSnapshot(lines);
    }

    Difference differenceFrom(CatalogSnapshot other) {
        return Difference.between(this, other);
    }

    List<String> historyRows() {
        return lines.stream()
                .filter(line -> line.matches("row \\S+databasechangelog .*"))
                .toList();
    }
}
