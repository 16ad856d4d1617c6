# SPDX-License-Identifier: Apache-2.0
"""A ship chandler's database that nobody made for Directus, on every vendor: 27 tables and views as people make them.

Composite keys, a table without a key, one with a blank in its name, self references, a circle, a key that is a foreign key, foreign
keys to a column that is no key and over two columns, junctions, views, checks, a trigger, a generated column, defaults, indexes of all
kinds, and every type of column. {id} is a key that counts up, {ref} a column that refers to one.
"""

WORDS = {
    "sqlite": {"id": "integer not null primary key autoincrement", "ref": "integer", "now": "current_timestamp", "money": "numeric(10, 2)",
               "stamp": "timestamp", "quote": '"', "flag": "boolean", "uuid": "char(36)"},
    "postgres": {"id": "serial primary key", "ref": "integer", "now": "now()", "money": "numeric(10, 2)", "stamp": "timestamptz",
                 "quote": '"', "flag": "boolean", "uuid": "uuid"},
    "mysql": {"id": "int unsigned not null auto_increment primary key", "ref": "int unsigned", "now": "current_timestamp",
              "money": "decimal(10, 2)", "stamp": "timestamp null", "quote": "`", "flag": "tinyint(1)", "uuid": "char(36)"},
}

TABLES = """
create table countries (id {id}, code char(2) not null, name varchar(80) not null, constraint countries_code unique (code))
create table cities (id {id}, country_id {ref} not null, name varchar(80) not null, foreign key (country_id) references countries (id) on delete restrict)
create table addresses (id {id}, street varchar(120) not null, zip varchar(12) default '00000', city_id {ref} not null,
    foreign key (city_id) references cities (id) on update cascade)
create table categories (id {id}, parent_id {ref}, name varchar(60) not null, foreign key (parent_id) references categories (id) on delete set null)
create table employees (id {id}, manager_id {ref}, address_id {ref}, family_name varchar(60) not null, hired date,
    foreign key (manager_id) references employees (id), foreign key (address_id) references addresses (id))
create table stores (id {id}, manager_id {ref} not null, address_id {ref}, opened {stamp}, foreign key (manager_id) references employees (id),
    foreign key (address_id) references addresses (id))
create table suppliers (id {id}, company varchar(120) not null, address_id {ref}, foreign key (address_id) references addresses (id))
create table products (id {id}, sku varchar(20) not null, name varchar(120) not null, category_id {ref}, supplier_id {ref},
    price {money} default 0, discontinued {flag} not null default '0', constraint products_sku unique (sku),
    constraint products_price check (price >= 0), foreign key (category_id) references categories (id) on delete set null,
    foreign key (supplier_id) references suppliers (id))
create table customers (id {id}, name varchar(120) not null, address_id {ref}, referred_by {ref},
    foreign key (address_id) references addresses (id), foreign key (referred_by) references customers (id) on delete set null)
create table loyal_customers (customer_id {ref} not null primary key, since date, foreign key (customer_id) references customers (id) on delete cascade)
create table orders (id {id}, customer_id {ref} not null, employee_id {ref}, store_id {ref}, placed {stamp}, note text,
    foreign key (customer_id) references customers (id), foreign key (employee_id) references employees (id),
    foreign key (store_id) references stores (id))
create table order_lines (order_id {ref} not null, line integer not null, product_id {ref}, quantity integer not null default 1,
    primary key (order_id, line), foreign key (order_id) references orders (id) on delete cascade, foreign key (product_id) references products (id))
create table returns (id {id}, order_id {ref} not null, line integer not null, reason text,
    foreign key (order_id, line) references order_lines (order_id, line))
create table invoices (id {id}, order_id {ref} not null, total {money}, constraint invoices_order unique (order_id),
    foreign key (order_id) references orders (id))
create table payments (id {id}, invoice_id {ref} not null, paid {stamp}, amount {money} not null, foreign key (invoice_id) references invoices (id))
create table stock (store_id {ref} not null, product_id {ref} not null, amount integer not null default 0, primary key (store_id, product_id),
    foreign key (store_id) references stores (id), foreign key (product_id) references products (id))
create table tags (id {id}, word varchar(30) not null)
create table product_tags (id {id}, product_id {ref} not null, tag_id {ref} not null, foreign key (product_id) references products (id) on delete cascade,
    foreign key (tag_id) references tags (id) on delete cascade)
create table offers (id {id}, product_sku varchar(20) not null, percent integer, foreign key (product_sku) references products (sku))
create table boats (registration varchar(20) not null primary key, name varchar(60) not null, owner_id {ref},
    foreign key (owner_id) references customers (id))
create table berths (id {id}, boat varchar(20), pier varchar(4) not null, place integer not null, constraint berths_place unique (pier, place),
    foreign key (boat) references boats (registration))
create table documents (id {uuid} not null primary key, title varchar(200) not null, made {stamp})
create table document_pages (id {id}, document_id {uuid} not null, page integer not null, body text,
    foreign key (document_id) references documents (id) on delete cascade)
create table price_log (at {stamp}, product_id {ref}, price {money}, foreign key (product_id) references products (id))
create table {quote}old prices{quote} (id {id}, price {money})
create view open_orders as select id, customer_id from orders where store_id is null
create view customer_totals as select o.customer_id, sum(i.total) as total from orders o join invoices i on i.order_id = o.id group by o.customer_id
create index orders_placed on orders (placed)
create index orders_of on orders (customer_id, placed)
"""

EVERY_TYPE = {
    "sqlite": """
create table every_type (id {id}, a_string varchar(40), a_char char(3), a_text text, a_flag boolean, an_int integer, a_big bigint, a_float float,
    a_real real, a_decimal decimal(10, 3), a_numeric numeric, a_date date, a_time time, a_datetime datetime, a_timestamp timestamp, a_json json,
    a_blob blob, a_uuid char(36), a_strange wibble(3), an_untyped, a_sum integer generated always as (an_int + 1) stored)
create index every_partial on every_type (a_string) where a_flag
create trigger noted after insert on payments begin update invoices set total = total where id = new.invoice_id; end
create virtual table searched using fts5(body)""",
    "postgres": """
create type mood as enum ('sunny', 'wet')
create domain knots as numeric(5, 1) check (value >= 0)
create table every_type (id bigserial primary key, a_string varchar(40), a_char char(3), a_text text, a_flag boolean, a_small smallint, an_int integer,
    a_big bigint, a_real real, a_double double precision, a_decimal numeric(10, 3), a_numeric numeric, a_money money, a_date date, a_time time,
    a_timetz timetz, a_timestamp timestamp, a_timestamptz timestamptz, an_interval interval, a_json json, a_jsonb jsonb, a_uuid uuid, a_blob bytea,
    an_inet inet, a_list integer[], a_point point, an_xml xml, a_search tsvector, a_mood mood default 'wet', a_speed knots, a_bit bit(3),
    a_sum integer generated always as (an_int + 1) stored, a_number integer generated by default as identity)
create index every_partial on every_type (a_string) where a_flag
create index every_expression on every_type (lower(a_text))
create function noted() returns trigger language plpgsql as $$ begin return new; end $$
create trigger noted after insert on payments for each row execute function noted()
create materialized view product_names as select id, name from products
create table measures (id integer not null, taken date not null, primary key (id, taken)) partition by range (taken)
create table measures_2020 partition of measures for values from ('2020-01-01') to ('2021-01-01')""",
    "mysql": """
create table every_type (id bigint not null auto_increment primary key, a_string varchar(40), a_char char(3), a_text text, a_long longtext,
    a_flag tinyint(1), a_tiny tinyint, a_small smallint, a_medium mediumint, an_int int, an_unsigned int unsigned, a_big bigint, a_float float,
    a_double double, a_decimal decimal(10, 3), a_date date, a_time time, a_datetime datetime(3), a_timestamp timestamp null, a_year year, a_json json,
    a_blob blob, a_binary binary(16), a_bit bit(3), an_enum enum('sunny', 'wet'), a_set set('a', 'b'), a_uuid char(36), a_shape geometry, a_point point,
    a_sum int as (an_int + 1) stored)
create trigger noted after insert on payments for each row set @noted = 1
create sequence tickets""",
}

ROWS = """
insert into countries (id, code, name) values (1, 'NO', 'Norway'), (2, 'PT', 'Portugal')
insert into cities (id, country_id, name) values (1, 1, 'Bergen'), (2, 2, 'Faro')
insert into addresses (id, street, city_id) values (1, 'Bryggen 1', 1), (2, 'Doca 2', 2)
insert into categories (id, parent_id, name) values (1, null, 'Rope'), (2, 1, 'Thin rope')
insert into employees (id, manager_id, family_name) values (1, null, 'Aas'), (2, 1, 'Berg')
insert into stores (id, manager_id, address_id) values (1, 1, 1)
insert into products (id, sku, name, category_id, price) values (1, 'R-1', 'Rope', 2, 12.5), (2, 'A-1', 'Anchor', null, 99)
insert into customers (id, name, referred_by) values (1, 'Ines', null), (2, 'Olav', 1)
insert into loyal_customers (customer_id) values (2)
insert into orders (id, customer_id, employee_id, store_id, note) values (1, 1, 2, 1, 'none'), (2, 2, null, null, null)
insert into order_lines (order_id, line, product_id) values (1, 1, 1), (1, 2, 2)
insert into returns (id, order_id, line) values (1, 1, 2)
insert into invoices (id, order_id, total) values (1, 1, 111.5)
insert into payments (id, invoice_id, amount) values (1, 1, 100)
insert into tags (id, word) values (1, 'new')
insert into product_tags (id, product_id, tag_id) values (1, 1, 1)
insert into boats (registration, name, owner_id) values ('N-17', 'Havlys', 2)
insert into documents (id, title) values ('7f0a3f0e-6c2d-4b7a-9a53-0d6f0f6f1a11', 'Log')
insert into document_pages (id, document_id, page) values (1, '7f0a3f0e-6c2d-4b7a-9a53-0d6f0f6f1a11', 1)
insert into {quote}old prices{quote} (id, price) values (1, 3)
"""

TRACKED = ("addresses", "berths", "boats", "categories", "cities", "countries", "customers", "document_pages", "documents", "employees",
           "every_type", "invoices", "loyal_customers", "offers", "orders", "payments", "product_tags", "products", "returns", "stores",
           "suppliers", "tags")

# (collection, field) -> what it leads to
RELATIONS = {
    ("cities", "country_id"): "countries", ("addresses", "city_id"): "cities", ("categories", "parent_id"): "categories",
    ("employees", "manager_id"): "employees", ("employees", "address_id"): "addresses", ("stores", "manager_id"): "employees",
    ("stores", "address_id"): "addresses", ("suppliers", "address_id"): "addresses", ("products", "category_id"): "categories",
    ("products", "supplier_id"): "suppliers", ("customers", "address_id"): "addresses", ("customers", "referred_by"): "customers",
    ("loyal_customers", "customer_id"): "customers", ("orders", "customer_id"): "customers", ("orders", "employee_id"): "employees",
    ("orders", "store_id"): "stores", ("invoices", "order_id"): "orders", ("payments", "invoice_id"): "invoices",
    ("product_tags", "product_id"): "products", ("product_tags", "tag_id"): "tags", ("boats", "owner_id"): "customers",
    ("berths", "boat"): "boats", ("document_pages", "document_id"): "documents",
}

# What is named as not adopted, with words of its reason; a vendor's own beside them.
NAMED = {
    ("order_lines", None): "2 columns (order_id, line)", ("stock", None): "2 columns (store_id, product_id)", ("price_log", None): "no primary key",
    ("old prices", None): "a blank", ("open_orders", None): "a view", ("customer_totals", None): "a view",
    ("offers", "product_sku"): "not its primary key", ("returns", "order_id"): "over 2 columns (order_id, line)",
    ("directus_fields", None): "of Directus itself",
}
NAMED_BY_VENDOR = {
    "sqlite": {("searched", None): "a virtual table", ("sqlite_sequence", None): "of the database's own",
               **{(f"searched_{part}", None): "a special kind" for part in ("config", "content", "data", "docsize", "idx")}},
    "postgres": {("product_names", None): "a materialized view", ("measures", None): "a partitioned table",
                 ("measures_2020", None): "2 columns"},
    "mysql": {},
}


def statements(vendor):
    lines = (TABLES + EVERY_TYPE[vendor] + ROWS).replace("\n    ", " ").split("\n")
    for line in filter(None, lines):
        for word, meaning in WORDS[vendor].items():
            line = line.replace("{" + word + "}", meaning)
        yield line


def beside_directus(vendor):
    """Two tables that lead to Directus's own."""
    for line in ("create table crews (id {id}, captain {uuid}, photo {uuid}, foreign key (captain) references directus_users (id), "
                 "foreign key (photo) references directus_files (id))", "create table voyages (id {id}, crew {ref}, left_at {stamp}, "
                 "foreign key (crew) references crews (id))", "insert into crews (id) values (1)"):
        for word, meaning in WORDS[vendor].items():
            line = line.replace("{" + word + "}", meaning)
        yield line


def fill(project, lines=None):
    with project.connect() as connection:
        for statement in lines or statements(project.vendor):
            connection.rows(statement)
