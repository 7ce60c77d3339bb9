package io.lockgate.thirdparty;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of the user's tables, the history included. A time within the last hour is the time of the run, which
 * no two runs share, and reads so; any other time was written in the changelog, and is compared as it is.
 */
final class TableRows {

    /** PostgreSQL writes the query of each table itself, from its columns. */
    private static final Query QUERIES = new Query(CatalogFacet.USER_RELATIONS + """
            select format('select array_to_string(array[%L, %s], '' '') from only %s t order by 1',
                          'row ' || r.oid::regclass,
                          string_agg(format(template, attname || '=', attname), ', ' order by attnum),
                          r.oid::regclass)
            from user_relation r
            join pg_attribute on attrelid = r.oid and attnum > 0 and not attisdropped
            cross join lateral (
                select case when atttypid in ('timestamp'::regtype, 'timestamptz'::regtype)
                            then '%1$L || case when t.%2$I between now() - interval ''1 hour'' and now()
                                               then ''(time of the run)''
                                               else quote_nullable(t.%2$I) end'
                            else '%1$L || quote_nullable(t.%2$I)' end
            ) written(template)
            where relkind in ('r', 'm')
              and not (relname like '%databasechangelog' and attname = 'deployment_id')
            group by r.oid
            order by r.oid::regclass::text
            """);

    private TableRows() {}

    static List<String> of(Connection connection) throws SQLException {
        var rows = new ArrayList<String>();
        for (var query : QUERIES.run(connection)) {
            rows.addAll(new Query(query).run(connection));
        }
        return rows;
    }
}
