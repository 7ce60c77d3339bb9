package io.lockgate.sample.customers;

/** Where a parcel goes; the country is an ISO 3166 code of two letters. */
record Address(String street, String postalCode, String city, String country) {}
