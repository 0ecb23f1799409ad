# Zuora lives at a different address for each environment and region. The base URL follows the fields, and
# the region is asked for only where there is a choice.
{
  title: 'Zuora (choice of base URL)',

  connection: {
    fields: [
      {
        name: 'environment',
        control_type: 'select',
        optional: false,
        default: 'sandbox',
        options: [
          ['Sandbox', 'sandbox'],
          ['Production', 'production']
        ],
        hint: 'Each environment has its own credentials.'
      },
      {
        name: 'region',
        control_type: 'select',
        optional: false,
        default: 'us',
        ngIf: 'input.environment == "production"',
        options: [
          ['United States', 'us'],
          ['Europe', 'eu']
        ],
        hint: 'Shown because the environment is Production.'
      },
      {
        name: 'client_id',
        optional: false,
        group: 'OAuth client',
        hint: 'From <b>Administration &gt; Manage users</b>, of a user made for the API.'
      },
      {
        name: 'client_secret',
        control_type: 'password',
        optional: false,
        group: 'OAuth client'
      },
      {
        name: 'page_size',
        control_type: 'number',
        optional: true,
        default: 20,
        group: 'Advanced',
        hint: 'Products to fetch at a time.'
      }
    ],

    authorization: {
      type: 'custom_auth',

      # A relative URL: the base URL counts here as well.
      acquire: lambda do |connection|
        response = post('/oauth/token').
                   payload(
                     grant_type: 'client_credentials',
                     client_id: connection['client_id'],
                     client_secret: connection['client_secret']
                   ).
                   request_format_www_form_urlencoded

        { access_token: response['access_token'] }
      end,

      refresh_on: [401],

      apply: lambda do |connection|
        headers('Authorization' => "Bearer #{connection['access_token']}")
      end,

      identity: lambda do |_connection|
        get('/v1/connections/whoami')['tenantName']
      end
    },

    base_uri: lambda do |connection|
      if connection['environment'] == 'production'
        connection['region'] == 'eu' ? 'https://rest.eu.zuora.com' : 'https://rest.na.zuora.com'
      else
        'https://rest.apisandbox.zuora.com'
      end
    end
  },

  test: lambda do |connection|
    get('/v1/catalog/products', pageSize: connection['page_size'].presence || 20)
  end,

  actions: {
    list_products: {
      title: 'List products',
      execute: lambda { |_connection, _input| get('/v1/catalog/products') },
      output_fields: lambda do
        [{ name: 'products', type: 'array', of: 'object', properties: [{ name: 'id' }, { name: 'name' }] }]
      end
    }
  }
}
