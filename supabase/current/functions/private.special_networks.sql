-- Generated from the migrations by `make generate`; change those, not this.

CREATE OR REPLACE FUNCTION private.special_networks()
 RETURNS TABLE(network inet, kind text)
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO ''
AS $function$
  -- The registries of special-purpose addresses (RFC 6890 and later). The first network that holds an address names it.
  values
    ('0.0.0.0/8'::inet, 'this machine'),
    ('127.0.0.0/8', 'this machine'),
    ('::/127', 'this machine'),
    ('10.0.0.0/8', 'a private network'),
    ('172.16.0.0/12', 'a private network'),
    ('192.168.0.0/16', 'a private network'),
    ('fc00::/7', 'a private network'),
    ('fec0::/10', 'a private network'),
    ('64:ff9b:1::/48', 'a private network'),
    ('100.64.0.0/10', 'a provider''s own network'),
    -- Clouds keep the keys of their machines at 169.254.169.254 and fd00:ec2::254, Azure more at 168.63.129.16.
    ('169.254.0.0/16', 'the local link or a cloud''s metadata'),
    ('fe80::/10', 'the local link or a cloud''s metadata'),
    ('168.63.129.16/32', 'the local link or a cloud''s metadata'),
    ('224.0.0.0/4', 'many receivers at once'),
    ('ff00::/8', 'many receivers at once'),
    ('192.0.0.0/24', 'no place on the internet'),
    ('192.0.2.0/24', 'no place on the internet'),
    ('192.88.99.0/24', 'no place on the internet'),
    ('198.18.0.0/15', 'no place on the internet'),
    ('198.51.100.0/24', 'no place on the internet'),
    ('203.0.113.0/24', 'no place on the internet'),
    ('240.0.0.0/4', 'no place on the internet'),
    ('2001::/23', 'no place on the internet'),
    ('2001:db8::/32', 'no place on the internet'),
    ('3fff::/20', 'no place on the internet'),
    -- Beyond 2000::/3 nothing was ever given out as an address of the internet.
    ('::/3', 'no place on the internet'),
    ('4000::/2', 'no place on the internet'),
    ('8000::/1', 'no place on the internet');
$function$;

comment on function private.special_networks() is 'Networks that the open internet does not reach, and where they lead, in words that follow "leads to".';

-- Executed by its owner alone.
