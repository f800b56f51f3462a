"""The form language: values, layout, rules and Vietnamese formats as data; pure, shared by the app and the portal."""
