package io.lockgate.takeover;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** What Hibernate expects of the table that {@code account.sql} creates. */
@Entity
class Account {

    @Id
    private Integer id;

    Account() {}

    Account(Integer id) {
        this.id = id;
    }

    Integer id() {
        return id;
    }
}
