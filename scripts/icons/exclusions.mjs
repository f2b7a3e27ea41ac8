/**
 * Icons whose name says one of the twelve concepts and whose drawing shows another, found by looking at every picture.
 * `set:name`; a `*` stands for any text.
 */
const patterns = [
  // Smartphones among the handsets, and desk phones that show the keys only.
  'bi:phone*',
  'fluent:phone-*',
  'icon-park-*:phone',
  'icon-park-*:phone-one',
  'iconmind:phone*',
  'jam:phone*',
  'lineicons:phone*',
  'oi:phone',
  'proicons:phone*',
  'quill:phone',
  'reicon:phone3*',
  'reicon:phone4*',
  // Keys of a keyboard, and a car with a key.
  'carbon:key',
  'icon-park-*:*-key',
  'mdi:car-key',
  // Apertures, webcams and film cameras.
  'gg:camera',
  'ic:*-camera',
  'icon-park-*:camera-five',
  'icon-park-*:camera-four',
  'icon-park-*:camera-one',
  'icon-park-*:camera-two',
  'material-symbols*:camera',
  'material-symbols*:camera-outline*',
  'material-symbols*:camera-rounded',
  'material-symbols*:camera-sharp',
  'qlementine-icons:camera-*',
  'reicon:camera3*',
  'tdesign:camera-1*',
  'tdesign:camera-2*',
  // A lighthouse, a small loudspeaker, a roof alone, a heart with a house in it.
  'icon-park-*:light-house',
  'material-symbols*:home-mini*',
  'mdi:home-roof',
  'mynaui:heart-home*',
  // A bookmark, a love letter, the organ, halves that show no heart.
  'dinkie-icons:love',
  'fontisto:favorite',
  'glyphs:heart-half*',
  'icon-park-*:heart',
  'mdi:heart-half',
  'mdi:heart-half-outline',
  // Ratings, sparks and a throwing star.
  'icon-park-*:star-one',
  'iconmind:star-rating*',
  'mdi:star-four-points*',
  'mdi:star-three-points*',
  'ph:star-four*',
  'reicon:star-2*',
  'reicon:star3*',
  // Notifications that are no bell: megaphones, bubbles, badges; bells of alarms and sleighs.
  'ant-design:notification*',
  'boxicons:notification*',
  'bx:notification*',
  'bxs:notification*',
  'ep:notification',
  'gg:notifications',
  'icon-park-*:bell-ring',
  'ix:notification*',
  'mdi:alarm-bell',
  'mynaui:notification*',
  'ph:notification*',
  'reicon:notification',
  'reicon:notification-*',
  'reicon:notification2*',
  'ri:bell-*',
  'tabler:notification*',
  'uiw:notification',
  // Keyholes in a frame, and a lock that is only a badge.
  'bi:person-lock',
  'hugeicons:lock',
  'hugeicons:locked',
  'raphael:locked',
  // Clouds behind which another thing prevails.
  'griddy-icons:cloudy*',
  'icon-park-*:cloudy',
  'raphael:cloudy',
  // A presentation.
  'qlementine-icons:present-*',
];

const expressions = patterns.map((pattern) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`));

/** Whether the icon `name` of `set` is known to show another thing than its name says. */
export function isMislabelled(set, name) {
  return expressions.some((expression) => expression.test(`${set}:${name}`));
}
