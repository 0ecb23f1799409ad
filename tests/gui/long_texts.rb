# Labels, hints, names of groups, options and items as long as one may meet, with and without breaks.
{
  title: 'Gesellschaft für internationalisierte Verbindungsprüfung und Authentifizierungsverwaltung',
  connection: {
    fields: [
      { name: 'a', optional: false, label: 'The internationalised fully qualified domain name of the authorisation server of your tenant in the region where your contract was signed', hint: 'Unbreakable' * 20 },
      { name: 'b', control_type: 'password', optional: false, label: 'Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaftspasswort' + 'X' * 80, hint: 'A sentence that goes on and on. ' * 10 },
      { name: 'c', control_type: 'select', optional: true, label: 'L' * 120, options: [['Read every file that anybody in the organisation ever shared with anybody else in any other organisation of the group', 'x'], ['W' * 140, 'w']], default: 'w', hint: 'https://docs.example.com/' + 'path' * 40 },
      { name: 'd', control_type: 'checkbox', label: 'I confirm that the person who set up the integration at our organisation has read and agreed to everything', hint: 'short' },
      { name: 'e', control_type: 'text-area', label: 'Text area with a label that is much longer than the column in which it is shown can ever be, I think' },
      { name: 'f', control_type: 'subdomain', label: 'Subdomain', url: '.a-very-long-domain-name-of-the-provider.internal.acme-corporation.example.com' },
      { name: 'g', type: 'date_time', label: 'Date and time of the day on which the certificate of the authorisation server was rotated the last time' },
      { name: 'h', control_type: 'multiselect', label: 'Long choices', delimiter: ',', default: 'all,unbreakable', options: [['Read every file that anybody in the organisation ever shared with anybody else in the world', 'all'], ['Unbreakable' * 12, 'unbreakable']], hint: 'W' * 150 },
      { name: 'i', control_type: 'key_value', label: 'Headers that are sent along with every single request that this connection makes to the service', item_label: 'Header that is sent along with every request that this connection makes', add_item_label: 'Add a header that is sent along with every single request that this connection makes to the service', empty_list_title: 'No headers have been configured for this connection so far, which may be what you want or not ' + 'W' * 60,
        empty_list_text: 'Those that you add are sent with each request. ' * 4, properties: [{ name: 'key', label: 'Name of the header in the spelling of the service' }, { name: 'value', label: 'Value of the header in the spelling of the service' }] },
      { name: 'j', type: 'array', of: 'string', label: 'Tags', item_label: 'I' * 100, hint: 'Unbreakable' * 15 },
      { name: 'k', type: 'array', of: 'object', label: 'Accounts ' * 15, item_label: 'Account ' * 15, properties: [{ name: 'name', label: 'N' * 110 }, { name: 'kind', control_type: 'select', label: 'Kind of account', options: [['Test' * 40, 't']] }] },
      { name: 'l', type: 'object', label: 'Advanced ' * 18, properties: [{ name: 'timeout', control_type: 'integer', label: 'T' * 110 }, { name: 'proxy', type: 'object', label: 'Proxy' * 30, properties: [{ name: 'proxy_host', hint: 'H' * 140 }] }] },
      { name: 'm', control_type: 'select', label: 'Region', options: [%w[Europe eu]], toggle_hint: 'Choose it from the list of all the regions that we know about', group: 'The group with a name that nobody would ever read until its very end because it is too long ' + 'G' * 60,
        toggle_field: { name: 'm', type: 'string', control_type: 'text', label: 'Region code', toggle_hint: 'Type the code of the region exactly as the provider documents it' } },
      { name: 'n', control_type: 'schema-designer', label: 'Schema ' * 20 }
    ],
    authorization: { type: 'oauth2', authorization_url: ->(c) { 'https://id.example/authorize?scope=files' } }
  },
  test: ->(_connection) { get('https://api.example/v1/me') }
}
