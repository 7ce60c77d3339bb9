package io.lockgate.sql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks a server what the names in a statement mean where pg_catalog comes last in the search path. It is not executed: the server
 * keeps on what the body of a function depends ({@code BEGIN ATOMIC}), or a table.
 */
final class Meanings {

    private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+)");

    private static final Pattern TABLE = Pattern.compile("create table (?:if not exists )?(\\S+).*", Pattern.DOTALL);

    private static final String TRAPS = """
            select pg_describe_object(refclassid, refobjid, 0)
              from pg_depend d
             where d.classid = '%s'::regclass and d.objid = '%s'::%s
               and (exists (select from pg_proc where oid = refobjid and pronamespace = 'public'::regnamespace)
                    or exists (select from pg_operator where oid = refobjid and oprnamespace = 'public'::regnamespace)
                    or exists (select from pg_type where oid = refobjid and typnamespace = 'public'::regnamespace
                                                     and typtype = 'd')
                    or exists (select from pg_class where oid = refobjid and relnamespace = 'public'::regnamespace
                                                      and relkind = 'v'))
            union all
            select 'default of ' || adrelid::regclass
              from pg_attrdef
             where adrelid = to_regclass('%2$s') and pg_get_expr(adbin, adrelid) like '%%public.%%'
            """;

    private final String url;

    Meanings(String url) {
        this.url = url;
    }

    /** The traps that a statement means. */
    List<String> trapsIn(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement jdbc = connection.createStatement()) {
            connection.setAutoCommit(false);
            Matcher table = TABLE.matcher(statement);
            if (table.matches()) {
                jdbc.execute("drop table if exists " + table.group(1) + " cascade");
                return traps(jdbc, statement, "pg_class", table.group(1), "regclass");
            }
            String types = String.join(", ", Collections.nCopies(parameters(statement), "pg_catalog.varchar"));
            String function = "create function trap.parsed(%s) returns pg_catalog.void begin atomic %s; end"
                    .formatted(types, statement);
            return traps(jdbc, function, "pg_proc", "trap.parsed", "regproc");
        }
    }

    private static List<String> traps(Statement jdbc, String create, String catalog, String name, String type)
            throws SQLException {
        jdbc.execute("set local search_path = public, pg_catalog");
        jdbc.execute(create);
        jdbc.execute("set local search_path = pg_catalog");
        List<String> traps = new ArrayList<>();
        try (var rows = jdbc.executeQuery(TRAPS.formatted(catalog, name, type))) {
            while (rows.next()) {
                traps.add(rows.getString(1));
            }
        }
        return traps;
    }

    private static int parameters(String statement) {
        return PARAMETER
                .matcher(statement)
                .results()
                .mapToInt(parameter -> Integer.parseInt(parameter.group(1)))
                .max()
                .orElse(0);
    }
}
