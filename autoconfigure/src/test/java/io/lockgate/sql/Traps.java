package io.lockgate.sql;

import java.sql.Array;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Stands in for whatever pg_catalog has and some statements could mean: functions, aggregates, operators, types and relations of
 * the same name, for the very types and for those by which a driver binds values. Each does what the real one does, and says in
 * the log of the server by which statement it was called.
 */
final class Traps {

    private static final String VARCHAR = "character varying";

    /** Types to set traps for where a function takes any. */
    private static final List<String> ANYTHING = List.of("text", VARCHAR, "name", "integer", "bigint", "boolean");

    /** So many values of one type, for functions that take any number. */
    private static final int MOST_VALUES = 10;

    private static final int MOST_MIXED = 4;

    private final JdbcClient jdbc;

    private final Set<String> words;

    private final Map<String, String> traps = new LinkedHashMap<>();

    private Traps(JdbcClient jdbc, Set<String> words) {
        this.jdbc = jdbc;
        this.words = words;
    }

    /**
     * Sets traps for all that stands in some statements.
     *
     * @return how many there are
     */
    static int set(JdbcClient jdbc, Collection<String> schemas, Collection<String> statements) {
        var traps = new Traps(jdbc, Words.of(statements));
        traps.functions();
        traps.operators();
        traps.typesAndRelations();
        jdbc.sql("create schema trap").update();
        jdbc.sql("""
                create function trap.fired(trap text) returns void language plpgsql set search_path = pg_catalog as $$
                begin raise log 'TRAP % BY %', trap, replace(current_query(), e'\\n', ' '); end $$
                """).update();
        jdbc.sql("""
                create function trap.set(statements text[]) returns int language plpgsql set search_path = pg_catalog as $$
                declare statement text; number int := 0;
                begin
                  foreach statement in array statements loop
                    begin
                      execute statement;
                      number := number + 1;
                    exception when others then
                      -- not everything may be declared, such as functions that take pseudo-types
                      null;
                    end;
                  end loop;
                  return number;
                end $$
                """).update();
        return schemas.stream().mapToInt(traps::set).sum();
    }

    private int set(String schema) {
        return jdbc.sql("select trap.set(?)")
                .param(traps.values().stream()
                        .map(statement -> statement.replace("SCHEMA", schema))
                        .toArray(String[]::new))
                .query(Integer.class)
                .single();
    }

    private void functions() {
        jdbc.sql("""
                        select proname, prokind, provariadic <> 0 as variadic, proretset, format_type(prorettype, null),
                               array(select format_type(type, null) from unnest(proargtypes) with ordinality a (type, n) order by n)
                          from pg_proc
                         where pronamespace = 'pg_catalog'::regnamespace and proname = any (?) and prokind in ('f', 'a')
                         order by proname, not proargtypes @> '25', oid
                        """)
                .param(words.toArray(String[]::new))
                .query((row, number) -> new Function(
                        row.getString(1),
                        row.getString(2).equals("a"),
                        row.getBoolean(3),
                        row.getBoolean(4),
                        row.getString(5),
                        texts(row.getArray(6))))
                .list()
                .forEach(function -> function.variants().forEach(this::function));
    }

    private void function(Call call) {
        Function real = call.function();
        String signature = "%s(%s)".formatted(real.name(), String.join(", ", call.types()));
        String values = IntStream.range(0, call.types().size())
                .mapToObj(index -> "$%d%s".formatted(index + 1, cast(real, index)))
                .collect(Collectors.joining(", "));
        if (real.aggregate()) {
            String step = "SCHEMA.step_%d".formatted(traps.size());
            String arguments =
                    Stream.concat(Stream.of("text"), call.types().stream()).collect(Collectors.joining(", "));
            traps.putIfAbsent(step + signature, """
                    create function %s(%s) returns text language plpgsql as
                    $$ begin perform trap.fired('%s'); return ''; end $$
                    """.formatted(step, arguments, signature));
            traps.putIfAbsent(
                    signature,
                    "create aggregate SCHEMA.\"%s\"(%s) (sfunc = %s, stype = text)"
                            .formatted(
                                    real.name(), call.types().isEmpty() ? "*" : String.join(", ", call.types()), step));
            return;
        }
        String body = real.set()
                ? "return query select * from pg_catalog.\"%s\"(%s)"
                : call.result().equals("void") ? "perform pg_catalog.\"%s\"(%s)" : "return pg_catalog.\"%s\"(%s)";
        traps.putIfAbsent(signature, """
                create function SCHEMA."%s"(%s) returns %s%s language plpgsql set search_path = pg_catalog as
                $trap$ begin perform trap.fired('%s'); %s; end $trap$
                """.formatted(
                        real.name(),
                        String.join(", ", call.types()),
                        real.set() ? "setof " : "",
                        call.result(),
                        signature,
                        body.formatted(real.name(), values)));
    }

    private static String cast(Function real, int index) {
        boolean fixed = index < real.types().size() && !isAnything(real.types().get(index));
        return fixed ? "::" + real.types().get(index) : "";
    }

    private void operators() {
        jdbc.sql("""
                        select oprname, format_type(oprleft, null), format_type(oprright, null), format_type(oprresult, null)
                          from pg_operator
                         where oprnamespace = 'pg_catalog'::regnamespace and oprname = any (?) and oprkind = 'b'
                         order by oprname, oprleft <> 'text'::regtype or oprright <> 'text'::regtype, oid
                        """)
                .param(words.toArray(String[]::new))
                .query((row, number) ->
                        new Operator(row.getString(1), row.getString(2), row.getString(3), row.getString(4)))
                .list()
                .forEach(this::operator);
    }

    /** A value of unknown type is taken to be of the type of the other. */
    private void operator(Operator real) {
        for (List<String> types : List.of(
                List.of(real.left(), real.right()),
                List.of(VARCHAR, VARCHAR),
                List.of(VARCHAR, real.right()),
                List.of(real.left(), VARCHAR),
                List.of(real.left(), real.left()),
                List.of(real.right(), real.right()))) {
            String signature = "%s %s %s".formatted(types.get(0), real.name(), types.get(1));
            if (traps.containsKey(signature)) {
                continue;
            }
            String function = "SCHEMA.operator_%d".formatted(traps.size());
            traps.put("function of " + signature, """
                    create function %s(%s, %s) returns %s language plpgsql set search_path = pg_catalog as
                    $trap$ begin perform trap.fired('%s'); return $1::%s operator(pg_catalog.%s) $2::%s; end $trap$
                    """.formatted(
                            function,
                            types.get(0),
                            types.get(1),
                            real.result(),
                            signature,
                            real.left(),
                            real.name(),
                            real.right()));
            traps.put(
                    signature,
                    "create operator SCHEMA.%s (function = %s, leftarg = %s, rightarg = %s)"
                            .formatted(real.name(), function, types.get(0), types.get(1)));
        }
    }

    private void typesAndRelations() {
        names("select typname from pg_type where typtype = 'b' and typelem = 0 and typname = any (?)")
                .forEach(type -> traps.put(
                        "type " + type, "create domain SCHEMA.\"%1$s\" as pg_catalog.\"%1$s\"".formatted(type)));
        names("select relname from pg_class where relkind in ('r', 'v') and relname = any (?)")
                .forEach(relation -> traps.put("relation " + relation, """
                        create view SCHEMA."%1$s" as
                        select r.* from pg_catalog."%1$s" r, lateral (select trap.fired('%1$s')) as f
                        """.formatted(relation)));
    }

    private List<String> names(String query) {
        return jdbc.sql(query)
                .param(words.toArray(String[]::new))
                .query(String.class)
                .list();
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    private static boolean isAnything(String type) {
        return type.startsWith("any") || type.startsWith("\"any");
    }

    private record Operator(String name, String left, String right, String result) {}

    /** A function for certain types. */
    private record Call(Function function, List<String> types, String result) {}

    private record Function(
            String name, boolean aggregate, boolean variadic, boolean set, String result, List<String> types) {

        Set<Call> variants() {
            Set<Call> variants = new LinkedHashSet<>();
            if (types.stream().noneMatch(Traps::isAnything)) {
                mixed().forEach(mixed -> variants.add(new Call(this, mixed, result)));
                return variants;
            }
            variants.add(new Call(this, types, result));
            for (String type : ANYTHING) {
                List<String> fixed =
                        types.stream().map(it -> resolved(it, type)).toList();
                variants.add(new Call(this, fixed, resolved(result, type)));
                for (int values = 1; variadic && values < MOST_VALUES; values++) {
                    fixed = Stream.concat(fixed.stream(), Stream.of(type)).toList();
                    variants.add(new Call(this, fixed, result));
                }
            }
            return variants;
        }

        private static String resolved(String any, String type) {
            if (!isAnything(any)) {
                return any;
            }
            return any.endsWith("array") && !any.endsWith("nonarray") ? type + "[]" : type;
        }

        private List<List<String>> mixed() {
            if (types.size() > MOST_MIXED) {
                return List.of(types, types.stream().map(type -> VARCHAR).toList());
            }
            List<List<String>> all = List.of(List.of());
            for (String type : types) {
                List<List<String>> longer = new ArrayList<>();
                for (List<String> some : all) {
                    Stream.of(type, VARCHAR, "text", "name")
                            .filter(it ->
                                    it.equals(type) || it.equals(VARCHAR) || type.equals("text") || type.equals("name"))
                            .distinct()
                            .forEach(it -> longer.add(
                                    Stream.concat(some.stream(), Stream.of(it)).toList()));
                }
                all = longer;
            }
            return all;
        }
    }
}
