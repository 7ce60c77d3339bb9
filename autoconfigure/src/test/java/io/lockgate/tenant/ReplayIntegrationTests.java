package io.lockgate.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.testing.PlainChange;
import io.lockgate.testing.TestService;
import io.lockgate.thirdparty.CatalogSnapshot;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import liquibase.change.custom.CustomSqlChange;
import liquibase.database.Database;
import liquibase.integration.spring.SpringLiquibase;
import liquibase.statement.SqlStatement;
import liquibase.statement.core.RawParameterizedSqlStatement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a changeset does, a schema has in the end what plain Liquibase leaves there, whether it was replayed or not. */
@Tag("liquibase")
class ReplayIntegrationTests {

    private static final List<String> REPLAYED = named("auto_1", "auto_2", "auto_3", "auto-1", "auto-2", "auto-3");

    private static final List<String> NOT_REPLAYED = named("off_1", "off_2", "off-1", "off-2");

    private static final List<String> PLAIN = named("plain_1", "plain-1");

    private static final String TENANTS = "db/changelog/tenants.xml";

    @RegisterExtension
    private final TestService service = new TestService();

    @BeforeEach
    void schemas() {
        service.changelog("--changeset ana:1\ncreate table plans (id int primary key);\n");
        service.tenants("");
        Stream.of(REPLAYED, NOT_REPLAYED).forEach(service::withTenants);
        PLAIN.forEach(schema -> service.database().execute("create schema \"%s\"".formatted(schema)));
        service.file("db/changelog/customers.csv", "id,name\n1,Åsa\n2,it's\n");
        service.file("db/changelog/more.sql", """
                insert into ${database.defaultSchemaName}.customers values (77, 'by ${database.defaultSchemaName}');
                """);
    }

    @Test
    void whatCanBeToldFromTheChangelogIsReplayed() throws Exception {
        service.file("db/changelog/part.yaml", """
                databaseChangeLog:
                  - changeSet:
                      id: table
                      author: ana
                      comment: It's the first, isn't it?
                      changes:
                        - createTable:
                            tableName: customers
                            remarks: Who's who
                            columns:
                              - column: {name: id, type: bigint, autoIncrement: true, constraints: {primaryKey: true}}
                              - column: {name: name, type: varchar(80), defaultValue: "nobody's", constraints: {unique: true}}
                              - column: {name: since, type: timestamp, defaultValueComputed: now()}
                              - column: {name: paid, type: boolean, defaultValueBoolean: false}
                        - createSequence: {sequenceName: numbers, startValue: 5, incrementBy: 10}
                  - changeSet:
                      id: columns
                      author: ana
                      changes:
                        - addColumn:
                            tableName: customers
                            columns:
                              - column: {name: rank, type: int, valueNumeric: 1, constraints: {nullable: false}}
                              - column: {name: note, type: text, remarks: "a ; and a ?"}
                        - renameColumn: {tableName: customers, oldColumnName: note, newColumnName: remark}
                        - modifyDataType: {tableName: customers, columnName: rank, newDataType: bigint}
                        - addDefaultValue: {tableName: customers, columnName: rank, defaultValueNumeric: 7}
                        - createIndex:
                            indexName: by_rank
                            tableName: customers
                            columns: [column: {name: rank, descending: true}]
                """);
        service.file("db/changelog/part.sql", """
                --liquibase formatted sql
                --changeset ben:commented labels:one,two context:prod
                --comment: it's a comment
                create table notes (id int, body text); -- at the end
                insert into notes values (1, 'a -- b'); /* ; */ insert into notes values (2, 'it''s');
                --changeset ben:delimited endDelimiter:/ stripComments:false
                create function one() returns int language plpgsql as 'begin return 1; end'
                /
                -- between
                create function two() returns int language sql as $f$ select 2; -- two $f$
                /
                --changeset ben:elsewhere context:test
                create table not_here (id int);
                --changeset ben:other-database dbms:h2
                create table not_here (id int);
                --changeset ben:last-line-is-a-comment splitStatements:false
                insert into notes values (3, '?'), (4, ':name'), (5, '{name}'), (6, '漢字 \\ é'), (7, $$;$$), (8, '%s %L $1')
                -- the end
                """);
        tenants("""
                <property name="parts" value="parts"/>
                <include file="part.yaml" relativeToChangelogFile="true"/>
                <include file="part.sql" relativeToChangelogFile="true"/>
                <changeSet id="nothing" author="ana"/>
                <changeSet id="tagged" author="ana"><tagDatabase tag="v1"/></changeSet>
                <changeSet id="insert" author="ana">
                  <insert tableName="customers">
                    <column name="name" value="O'Hara ? {x} :id ${parts} ; -- \\"/>
                    <column name="rank" valueComputed="(select count(*) from notes)"/>
                    <column name="paid" valueBoolean="true"/>
                    <column name="since" valueDate="2020-02-20T20:20:20"/>
                  </insert>
                  <insert tableName="customers">
                    <column name="name" value="two"/><column name="rank" valueSequenceNext="numbers"/>
                  </insert>
                  <update tableName="customers"><column name="remark" value="it's"/><where>name = 'two'</where></update>
                  <delete tableName="notes"><where>body = ':name'</where></delete>
                </changeSet>
                <changeSet id="programs" author="ana" runOnChange="true">
                  <createView viewName="ranks">select name, rank from customers where name &lt;&gt; ';'</createView>
                  <createProcedure>create or replace function stamp() returns trigger language plpgsql as $$
                    begin new.since := '2021-01-01'; return new; end $$</createProcedure>
                  <sql splitStatements="false">create trigger stamped before update on customers
                    for each row execute function stamp()</sql>
                  <sql>create procedure nothing() language sql as 'select 1'</sql>
                </changeSet>
                <changeSet id="quoted" author="ana" objectQuotingStrategy="QUOTE_ALL_OBJECTS">
                  <createTable tableName="Mixed Case"><column name="The Id" type="int"/></createTable>
                  <addPrimaryKey tableName="Mixed Case" columnNames="The Id" constraintName="Its Key"/>
                  <addUniqueConstraint tableName="Mixed Case" columnNames="The Id"/>
                  <dropPrimaryKey tableName="Mixed Case"/>
                </changeSet>
                <changeSet id="depends" author="ana">
                  <preConditions onFail="MARK_RAN">
                    <dbms type="postgresql"/>
                    <changeSetExecuted id="tagged" author="ana" changeLogFile="db/changelog/tenants.xml"/>
                  </preConditions>
                  <createTable tableName="${parts}">
                    <column name="customer" type="bigint">
                      <constraints foreignKeyName="of_customer" references="customers(id)"/>
                    </column>
                  </createTable>
                  <addForeignKeyConstraint constraintName="of_number" baseTableName="${parts}" baseColumnNames="customer"
                    referencedTableName="customers" referencedColumnNames="id" onDelete="CASCADE"/>
                  <sql>comment on column parts.customer is 'whose; ?'; analyze customers</sql>
                </changeSet>
                """);

        migrate();

        assertThat(service.output())
                .contains("11 changesets are replayed for the other tenants")
                .doesNotContain("from there on Liquibase", "is not like the others");
        assertThat(snapshots().get(0).historyRows()).hasSize(11);
    }

    @ParameterizedTest
    @MethodSource("obstacles")
    void whatCannotBeToldIsLeftToLiquibase(String reason, String changeSet) throws Exception {
        tenants("""
                <changeSet id="1" author="ana">
                  <sql>create table customers (id int primary key, name text); create table orders (id int)</sql>
                </changeSet>
                %s
                <changeSet id="3" author="ana"><sql>create table last (id int)</sql></changeSet>
                """.formatted(changeSet));

        migrate();

        assertThat(service.output())
                .contains("1 changesets are replayed for the other tenants; from there on Liquibase", reason);
    }

    @Test
    void aChangesetThatRunsAlwaysLeavesAllToLiquibase() throws Exception {
        tenants("""
                <changeSet id="1" author="ana"><sql>create table orders (id int)</sql></changeSet>
                <changeSet id="2" author="ana" runAlways="true"><sql>insert into orders values (2)</sql></changeSet>
                <changeSet id="3" author="ana" runOnChange="true"><sql>insert into orders values (3)</sql></changeSet>
                """);

        migrate();
        migrate();

        assertThat(service.output()).doesNotContain("replayed");
    }

    static Stream<Arguments> obstacles() {
        return Stream.of(
                obstacle(
                        "loadData does depends", "<loadData tableName='customers' file='db/changelog/customers.csv'/>"),
                obstacle("loadUpdateData does depends", """
                        <loadUpdateData tableName='customers' primaryKey='id' file='db/changelog/customers.csv'/>
                        """),
                obstacle(
                        "customChange does depends",
                        "<customChange class='%s'/>".formatted(InsertsByCode.class.getName())),
                obstacle("dropAllForeignKeyConstraints does depends", """
                        <dropAllForeignKeyConstraints baseTableName='customers'/>
                        """),
                obstacle("its preconditions may answer differently", """
                        <preConditions onFail='MARK_RAN'><not><tableExists tableName='customers'/></not></preConditions>
                        <dropTable tableName='customers'/>
                        """),
                obstacle("its preconditions may answer differently", """
                        <preConditions onFail='MARK_RAN'>
                          <or><dbms type='postgresql'/><sqlCheck expectedResult='1'>select 0</sqlCheck></or>
                        </preConditions>
                        <dropTable tableName='customers'/>
                        """),
                obstacle("its SQL is modified", """
                        <createTable tableName='logged'><column name='id' type='int'/></createTable>
                        <modifySql dbms='postgresql'><replace replace='CREATE TABLE' with='CREATE UNLOGGED TABLE'/></modifySql>
                        """),
                obstacle("its session or its transaction", "<sql>create temporary table scratch (id int)</sql>"),
                obstacle("its session or its transaction", "<sql>select set_config('work_mem', '8MB', false)</sql>"),
                obstacle(
                        "its session or its transaction",
                        "<sql splitStatements='false'>do $$begin set work_mem = '8MB'; end$$</sql>"),
                obstacle("escapes of JDBC", """
                        <insert tableName='customers'><column name='id' value='9'/><column name='name' value='{fn x}'/></insert>
                        """),
                Arguments.of("outside of a transaction", """
                        <changeSet id='2' author='ana' runInTransaction='false'>
                          <sql>create index concurrently by_name on customers (name)</sql>
                        </changeSet>
                        """),
                Arguments.of("failOnError=false", """
                        <changeSet id='2' author='ana' failOnError='false'><sql>insert into orders values ('x')</sql></changeSet>
                        """),
                obstacle(
                        "validCheckSum", "<validCheckSum>any</validCheckSum><sql>insert into orders values (2)</sql>"));
    }

    private static Arguments obstacle(String reason, String changes) {
        return Arguments.of(reason, "<changeSet id='2' author='ana'>%s</changeSet>".formatted(changes));
    }

    private void tenants(String changeSets) {
        service.file(TENANTS, """
                <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                  xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
                    http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
                %s
                </databaseChangeLog>
                """.formatted(changeSets));
    }

    private void migrate() throws Exception {
        service.startAndStop(arguments("auto%", "auto"));
        service.startAndStop(arguments("off%", "off"));
        for (String schema : PLAIN) {
            SpringLiquibase plain = service.plainLiquibase();
            plain.setChangeLog("classpath:" + TENANTS);
            plain.setContexts("prod");
            plain.setDefaultSchema(schema);
            plain.setLiquibaseSchema(schema);
            plain.afterPropertiesSet();
        }
        List<CatalogSnapshot> plain = snapshots();
        for (String schema :
                Stream.of(REPLAYED, NOT_REPLAYED).flatMap(List::stream).toList()) {
            CatalogSnapshot like = plain.get(schema.contains("-") ? 1 : 0);
            assertThat(snapshot(schema).differenceFrom(like)).as(schema).hasToString("");
        }
        assertThat(service.database().lockHolders()).isEmpty();
    }

    private static List<String> named(String... schemas) {
        return Stream.of(schemas)
                .filter(schema -> !schema.contains("-") || Quoting.isDoneByLiquibase())
                .toList();
    }

    private static String[] arguments(String tenants, String replay) {
        return new String[] {
            "lockgate.tenants.change-log=classpath:" + TENANTS,
            "lockgate.tenants.query=select name from public.tenants where name like '%s' order by name"
                    .formatted(tenants),
            "lockgate.tenants.replay=" + replay,
            "spring.liquibase.contexts=prod"
        };
    }

    private List<CatalogSnapshot> snapshots() throws Exception {
        List<CatalogSnapshot> snapshots = new ArrayList<>();
        for (String schema : PLAIN) {
            snapshots.add(snapshot(schema));
        }
        return snapshots;
    }

    private CatalogSnapshot snapshot(String schema) throws Exception {
        try (Connection connection = service.database().connect()) {
            return CatalogSnapshot.of(connection, schema, "databasechangelog");
        }
    }

    /** Tells its SQL by code. */
    public static final class InsertsByCode extends PlainChange implements CustomSqlChange {

        @Override
        public SqlStatement[] generateStatements(Database database) {
            return new SqlStatement[] {new RawParameterizedSqlStatement("insert into customers values (8, 'code')")};
        }
    }
}
