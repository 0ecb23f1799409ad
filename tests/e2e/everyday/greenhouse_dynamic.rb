# Fields that depend on fields, names looked up in the account, and an optional token header.
{
  title: 'Greenhouse',

  connection: {
    fields: [
      { name: 'mode', control_type: 'select', options: [%w[Token token], %w[Guest guest]], extends_schema: true, default: 'guest' },
      { name: 'scopes', control_type: 'multiselect', pick_list: [%w[Plants plants], %w[Water water]], delimiter: ' ' }
    ],

    extended_fields: lambda do |connection|
      next [] unless connection['mode'] == 'token'

      [
        { name: 'token', control_type: 'password', optional: false },
        ({ name: 'expires', control_type: 'date' } if connection['scopes'].to_s.include?('water'))
      ]
    end,

    authorization: {
      type: 'custom_auth',
      apply: lambda do |connection|
        headers('X-Token' => connection['token'].presence, 'X-Scopes' => connection['scopes'].to_s.split.map(&:to_sym).inspect)
        follow_redirection
      end
    },

    base_uri: -> { "https://#{account_property('greenhouse_host') || 'green.test'}/" }
  },

  test: lambda do |connection|
    bed = lookup('Beds', 'Name' => 'South')
    plants = post("beds/#{bed['Number'] || 0}/plants/search").
             request_body({ q: 'tomato', scope: connection['scopes'] }.compact.to_json)
    plants.map { |plant| [plant['name'], plant['height']&.round(1)] }
          .sort_by { |name, height| [-(height || 0), name] }
          .each_slice(2)
          .map { |rows| rows.map(&:first).smart_join(', ') }
  end
}
