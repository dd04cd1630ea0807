package io.countersign.openapi;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.RecordComponentInfo;
import org.jspecify.annotations.Nullable;

/**
 * Makes the schemas of bodies say what their records say: what may be null, that answers hold every field and requests
 * take no other, and that a pattern holds for the whole text.
 */
final class SchemaRules {
    /** What a body that callers send is called; all others are answers. */
    private static final String REQUEST = "Request";

    private static final DotName NULLABLE = DotName.createSimple(Nullable.class);
    /** Of a secret, that it is read from text; of an array, that one text is read in its place too. */
    private static final DotName READ_BY = DotName.createSimple(JsonDeserialize.class);

    private static final DotName SCHEMA =
            DotName.createSimple(org.eclipse.microprofile.openapi.annotations.media.Schema.class);
    private static final PropertyNamingStrategies.SnakeCaseStrategy ON_THE_WIRE =
            new PropertyNamingStrategies.SnakeCaseStrategy();

    /** Written whole in META-INF/openapi.yaml, or no object. */
    private static final Set<String> WITHOUT_RECORD = Set.of("Problem", "FieldError", "Permission");

    /** Types of Java that are one value on the wire: written out where they are used. */
    private static final Set<String> VALUES = Set.of("Instant", "UUID", "Secret");

    private final OpenAPI api;
    private final Map<String, ClassInfo> records = new HashMap<>();

    SchemaRules(IndexView index, OpenAPI api) {
        this.api = api;
        for (ClassInfo type : index.getKnownClasses()) {
            if (type.isRecord() && type.name().toString().startsWith("io.countersign.")) {
                records.put(nameOf(type), type);
            }
        }
    }

    private static String nameOf(ClassInfo type) {
        AnnotationInstance schema = type.declaredAnnotation(SCHEMA);
        return schema != null && schema.value("name") != null
                ? schema.value("name").asString()
                : type.simpleName();
    }

    void apply() {
        Map<String, Schema> schemas = api.getComponents().getSchemas();
        VALUES.forEach(api.getComponents()::removeSchema);
        schemas.forEach((name, schema) -> {
            if (!WITHOUT_RECORD.contains(name)) {
                complete(name, schema);
            }
        });
        api.getPaths().getPathItems().values().stream()
                .flatMap(item -> item.getOperations().values().stream())
                .map(Operation::getParameters)
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .forEach(parameter -> matchWholly(parameter.getSchema()));
    }

    private void complete(String name, Schema schema) {
        // A page of any view: SmallRye calls it Page and the view's name.
        ClassInfo type = records.get(name.startsWith("Page") ? "Page" : name);
        if (type == null) {
            throw new IllegalStateException("The API's description has a schema that is no record's: " + name);
        }
        Map<String, Schema> declared = schema.getProperties() == null ? Map.of() : schema.getProperties();
        Map<String, Schema> properties = new LinkedHashMap<>();
        for (RecordComponentInfo component : type.recordComponents()) {
            String property = ON_THE_WIRE.translate(component.name());
            Schema found = Objects.requireNonNull(declared.get(property), property);
            String description = found.getDescription();
            if (description == null) {
                throw new IllegalStateException(
                        "META-INF/openapi.yaml lacks a description of " + name + "." + property);
            }
            Schema value = valueOf(found.description(null), component);
            matchWholly(value);
            properties.put(
                    property,
                    (component.type().hasAnnotation(NULLABLE) ? orNull(value) : value).description(description));
        }
        schema.setProperties(properties.isEmpty() ? null : properties);
        if (name.endsWith(REQUEST)) {
            schema.setAdditionalPropertiesSchema(OASFactory.createSchema().booleanSchema(false));
        } else {
            schema.setRequired(List.copyOf(properties.keySet()));
        }
    }

    private static Schema valueOf(Schema declared, RecordComponentInfo component) {
        return switch (component.type().name().withoutPackagePrefix()) {
            case "Instant" -> text().format("date-time");
            // Ids are opaque.
            case "UUID" -> text();
            case "Secret" -> secret(declared);
            default ->
                component.field().hasAnnotation(READ_BY)
                        ? OASFactory.createSchema().addAnyOf(text()).addAnyOf(declared)
                        : declared;
        };
    }

    /** Printable, and no longer than 1000 characters, where nothing else is declared. */
    private static Schema secret(Schema declared) {
        Schema secret = text().format("password").writeOnly(true);
        return declared.getMaxLength() == null
                ? secret.pattern("[\\x20-\\x7E]{1,1000}")
                : secret.minLength(declared.getMinLength()).maxLength(declared.getMaxLength());
    }

    private static Schema text() {
        return OASFactory.createSchema().addType(SchemaType.STRING);
    }

    /** Jakarta Validation matches a whole text against a pattern, JSON Schema looks for it in the text. */
    static String whole(String pattern) {
        return pattern.contains("|") ? "^(" + pattern + ")$" : "^" + pattern + "$";
    }

    private static void matchWholly(@Nullable Schema schema) {
        if (schema == null) {
            return;
        }
        matchWholly(schema.getItems());
        String pattern = schema.getPattern();
        if (pattern != null && pattern.matches("\\w+(\\|\\w+)*")) {
            schema.setPattern(null);
            schema.setEnumeration(List.of((Object[]) pattern.split("\\|", -1)));
        } else if (pattern != null) {
            schema.setPattern(whole(pattern));
        }
    }

    private static Schema orNull(Schema schema) {
        if (schema.getRef() != null) {
            return OASFactory.createSchema()
                    .addAnyOf(schema)
                    .addAnyOf(OASFactory.createSchema().addType(SchemaType.NULL));
        }
        if (schema.getAnyOf() != null) {
            return schema.addAnyOf(OASFactory.createSchema().addType(SchemaType.NULL));
        }
        if (schema.getEnumeration() != null) {
            List<Object> values = new ArrayList<>(schema.getEnumeration());
            values.add(null);
            schema.setEnumeration(values);
        }
        return schema.addType(SchemaType.NULL);
    }
}
