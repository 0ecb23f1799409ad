# OpenWeather with an API key in the query of every request.
{
  title: 'OpenWeather (API key in the query)',

  connection: {
    fields: [
      {
        name: 'api_key',
        label: 'API key',
        control_type: 'password',
        optional: false,
        hint: 'From <a href="https://home.openweathermap.org/api_keys" target="_blank">your account</a>. ' \
              'A new key works after some minutes.'
      },
      {
        name: 'city',
        optional: false,
        default: 'Lisbon',
        hint: 'A town to try the key with.'
      },
      {
        name: 'units',
        control_type: 'select',
        optional: true,
        default: 'metric',
        options: [
          ['Celsius', 'metric'],
          ['Fahrenheit', 'imperial'],
          ['Kelvin', 'standard']
        ]
      }
    ],

    authorization: {
      type: 'api_key',

      apply: lambda do |connection|
        params(appid: connection['api_key'])
      end
    },

    base_uri: lambda do |_connection|
      'https://api.openweathermap.org/data/2.5/'
    end
  },

  test: lambda do |connection|
    get('weather', q: connection['city'], units: connection['units'].presence || 'metric')
  end,

  actions: {
    get_weather: {
      title: 'Get the weather of a town',
      input_fields: lambda { [{ name: 'city', optional: false }] },
      execute: lambda do |connection, input|
        get('weather', q: input['city'], units: connection['units'].presence || 'metric')
      end,
      output_fields: lambda { [{ name: 'name' }, { name: 'main', type: 'object', properties: [{ name: 'temp', type: 'number' }] }] }
    }
  }
}
