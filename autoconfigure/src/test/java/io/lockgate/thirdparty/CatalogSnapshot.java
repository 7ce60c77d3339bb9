package io.lockgate.thirdparty;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * All that PostgreSQL's catalogs say of the user's schemas, and every row, an entry each.
 * Liquibase's lock table, Lockgate's own tables and the deployment ids of the history stand aside.
 */
public record CatalogSnapshot(List<String> lines) {

    public CatalogSnapshot {
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

    /**
     * The same of one schema, whatever its name, to be compared with others; and which changesets of its history share a
     * deployment id.
     */
    public static CatalogSnapshot of(Connection connection, String schema, String historyTable) throws SQLException {
        try (var setting = connection.prepareStatement("select set_config('snapshot.schema', ?, false)")) {
            setting.setString(1, schema);
            setting.execute();
        }
        var lines = new ArrayList<>(of(connection).lines());
        lines.addAll(new Query("""
                        select concat_ws(' ', 'deployment', dense_rank() over (order by deployment_id), id, author, filename)
                          from "%s".%s order by orderexecuted
                        """.formatted(schema, historyTable)).run(connection));
        return new CatalogSnapshot(lines.stream()
                .map(line -> line.replace('"' + schema + '"', "(schema)").replace(schema, "(schema)"))
                .toList());
    }

    public Difference differenceFrom(CatalogSnapshot other) {
        return Difference.between(this, other);
    }

    public List<String> historyRows() {
        return lines.stream()
                .filter(line -> line.matches("row \\S+databasechangelog .*"))
                .toList();
    }
}
