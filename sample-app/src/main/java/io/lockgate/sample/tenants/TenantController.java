package io.lockgate.sample.tenants;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Tenants over HTTP. */
@RestController
@RequestMapping("/tenants")
class TenantController {

    private final Tenants tenants;

    TenantController(Tenants tenants) {
        this.tenants = tenants;
    }

    @GetMapping
    List<Tenant> all() {
        return tenants.all();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    NewTenant add(@RequestBody NewTenant tenant) {
        tenants.add(tenant);
        return tenant;
    }
}
