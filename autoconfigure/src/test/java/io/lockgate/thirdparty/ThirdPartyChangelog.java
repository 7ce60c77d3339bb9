package io.lockgate.thirdparty;

import java.util.Map;

/** A master changelog published on Maven Central, with the settings that its own product runs it with. */
enum ThirdPartyChangelog {
    CAMUNDA_ENGINE("org/camunda/bpm/engine/db/liquibase/camunda-changelog.xml"),

    FLOWABLE_APP("org/flowable/app/db/liquibase/flowable-app-db-changelog.xml", "ACT_APP_"),
    FLOWABLE_CMMN("org/flowable/cmmn/db/liquibase/flowable-cmmn-db-changelog.xml", "ACT_CMMN_"),
    /** Written for CockroachDB, and broken: its changeset 13 adds a column that changeset 11 has added. */
    FLOWABLE_CMMN_CRDB("org/flowable/cmmn/db/liquibase/flowable-cmmn-db-changelog-crdb.xml", "ACT_CMMN_"),
    FLOWABLE_CONTENT("org/flowable/content/db/liquibase/flowable-content-db-changelog.xml", "ACT_CO_"),
    FLOWABLE_DMN("org/flowable/dmn/db/liquibase/flowable-dmn-db-changelog.xml", "ACT_DMN_"),
    FLOWABLE_EVENT_REGISTRY(
            "org/flowable/eventregistry/db/liquibase/flowable-eventregistry-db-changelog.xml", "FLW_EV_"),
    FLOWABLE_FORM("org/flowable/form/db/liquibase/flowable-form-db-changelog.xml", "ACT_FO_"),

    CORDA_CONFIG("net/corda/db/schema/config/db.changelog-master.xml"),
    CORDA_CONFIG_WITH_PARAMETER("net/corda/db/schema/config/db.changelog-master.xml") {
        @Override
        Map<String, String> parameters() {
            return Map.of("table.name", "file_chunk");
        }
    },
    CORDA_CRYPTO("net/corda/db/schema/crypto/db.changelog-master.xml"),
    CORDA_MESSAGE_BUS("net/corda/db/schema/messagebus/db.changelog-master.xml"),
    CORDA_RBAC("net/corda/db/schema/rbac/db.changelog-master.xml"),
    CORDA_STATE_MANAGER("net/corda/db/schema/statemanager/db.changelog-master.xml"),
    CORDA_VNODE_CRYPTO("net/corda/db/schema/vnode-crypto/db.changelog-master.xml"),
    CORDA_VNODE_UNIQUENESS("net/corda/db/schema/vnode-uniqueness/db.changelog-master.xml"),
    CORDA_VNODE_VAULT("net/corda/db/schema/vnode-vault/db.changelog-master.xml");

    private final String master;
    private final String historyPrefix;

    ThirdPartyChangelog(String master) {
        this(master, "");
    }

    ThirdPartyChangelog(String master, String historyPrefix) {
        this.master = master;
        this.historyPrefix = historyPrefix;
    }

    String location() {
        return "classpath:" + master;
    }

    String historyTable() {
        return historyPrefix + "DATABASECHANGELOG";
    }

    String lockTable() {
        return historyPrefix + "DATABASECHANGELOGLOCK";
    }

    Map<String, String> parameters() {
        return Map.of();
    }
}
