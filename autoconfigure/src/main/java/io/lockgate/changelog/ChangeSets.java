package io.lockgate.changelog;

import io.lockgate.schema.ChangeSetId;
import liquibase.changelog.ChangeSet;

/** From Liquibase's changesets to our names for them. */
final class ChangeSets {

    private ChangeSets() {}

    static ChangeSetId idOf(ChangeSet changeSet) {
        return new ChangeSetId(changeSet.getFilePath(), changeSet.getId(), changeSet.getAuthor());
    }
}
