package io.lockgate.tenant;

import io.lockgate.testing.Database;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What Liquibase's history says in each schema of tenants: the ids of the changesets in order, with commas between. */
final class Histories {

    private Histories() {}

    /** By schema; tenants without a history table are missing. */
    static Map<String, String> of(Database database) {
        List<String> schemas = database.query("""
                select format('%I', schemaname) from pg_tables where tablename = 'databasechangelog' and schemaname <> 'public'
                """);
        if (schemas.isEmpty()) {
            return Map.of();
        }
        return database
                .jdbc()
                .sql(schemas.stream().map("""
                                select '%1$s' as schema, coalesce(string_agg(id, ',' order by orderexecuted), '') as ids
                                  from %1$s.databasechangelog
                                """::formatted).collect(Collectors.joining(" union all ")))
                .query((row, number) -> Map.entry(row.getString("schema"), row.getString("ids")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, TreeMap::new));
    }

    /** The same text for so many tenants: t001, t002, and so on. */
    static Map<String, String> all(int tenants, String ids) {
        Map<String, String> all = new TreeMap<>();
        for (int i = 1; i <= tenants; i++) {
            all.put("t%03d".formatted(i), ids);
        }
        return all;
    }
}
