package io.lockgate.testing;

import liquibase.change.custom.CustomChange;
import liquibase.database.Database;
import liquibase.exception.ValidationErrors;
import liquibase.resource.ResourceAccessor;

/** A change by code that needs no preparation and accepts every database. */
public abstract class PlainChange implements CustomChange {

    @Override
    public String getConfirmationMessage() {
        return "done";
    }

    @Override
    public void setUp() {}

    @Override
    public void setFileOpener(ResourceAccessor accessor) {}

    @Override
    public ValidationErrors validate(Database database) {
        return new ValidationErrors();
    }
}
