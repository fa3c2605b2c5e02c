/** Names of the emoji that people type most, for `:name:` and for reactions; the table of hubbub/clients/emoji.py. */

const TABLE = `
+1 👍|-1 👎|100 💯|airplane ✈️|alarm_clock ⏰|apple 🍎|avocado 🥑|baby 👶|banana 🍌|bangbang ‼️|beer 🍺
beers 🍻|bell 🔔|bicycle 🚲|bird 🐦|birthday 🎂|blue_heart 💙|blush 😊|book 📖|books 📚|boom 💥|brain 🧠
bread 🍞|broken_heart 💔|bug 🐛|bulb 💡|burger 🍔|bus 🚌|cactus 🌵|cake 🍰|calendar 📅|camera 📷|candle 🕯️
car 🚗|cat 🐱|champagne 🍾|chart 📈|check ✅|cheese 🧀|cherry 🍒|chocolate 🍫|christmas_tree 🎄|clap 👏
clock 🕒|cloud ☁️|clown 🤡|coffee ☕|cold 🥶|computer 💻|confetti 🎊|confused 😕|construction 🚧
cookie 🍪|cool 😎|cow 🐮|crab 🦀|croissant 🥐|crossed_fingers 🤞|crown 👑|cry 😢|dancer 💃|dart 🎯
disappointed 😞|dizzy 💫|dog 🐶|dolphin 🐬|doughnut 🍩|dragon 🐉|drum 🥁|duck 🦆|earth 🌍|egg 🥚|email 📧
exclamation ❗|exploding_head 🤯|expressionless 😑|eyes 👀|face_palm 🤦|fire 🔥|fireworks 🎆|fish 🐟
flag 🏁|flushed 😳|four_leaf_clover 🍀|fox 🦊|fries 🍟|frog 🐸|gear ⚙️|ghost 👻|gift 🎁|green_heart 💚
grin 😁|grinning 😀|guitar 🎸|hammer 🔨|handshake 🤝|headphones 🎧|heart ❤️|heart_eyes 😍|hot 🥵
hourglass ⏳|house 🏠|hug 🤗|hundred 💯|ice_cream 🍨|innocent 😇|invader 👾|joy 😂|key 🔑|kiss 😘|laptop 💻
laughing 😆|leaf 🍃|lemon 🍋|link 🔗|lock 🔒|lol 🤣|magnifier 🔍|mask 😷|memo 📝|microphone 🎤|mobile 📱
money 💰|monkey 🐒|moon 🌙|mountain ⛰️|mouse 🐭|muscle 💪|mushroom 🍄|music 🎵|nerd 🤓|neutral 😐|night 🌃
no_entry ⛔|ocean 🌊|octopus 🐙|ok ✅|ok_hand 👌|orange_heart 🧡|owl 🦉|package 📦|palm_tree 🌴|panda 🐼
paperclip 📎|party 🥳|peach 🍑|pear 🍐|pencil ✏️|penguin 🐧|pensive 😔|phone 📞|pig 🐷|pin 📌|pineapple 🍍
pizza 🍕|plus ➕|point_down 👇|point_left 👈|point_right 👉|point_up ☝️|poop 💩|popcorn 🍿|pray 🙏
pumpkin 🎃|purple_heart 💜|puzzle 🧩|question ❓|rabbit 🐰|radio 📻|rage 😡|rainbow 🌈|raised_hands 🙌
recycle ♻️|relieved 😌|robot 🤖|rocket 🚀|rofl 🤣|rose 🌹|runner 🏃|sad 😢|salute 🫡|santa 🎅|scared 😱
scissors ✂️|scream 😱|see_no_evil 🙈|shrug 🤷|skull 💀|sleeping 😴|slightly_smiling 🙂|sloth 🦥|smile 😄
smirk 😏|snail 🐌|snake 🐍|snowflake ❄️|snowman ⛄|sob 😭|soccer ⚽|sparkles ✨|spider 🕷️|star ⭐
star_struck 🤩|strawberry 🍓|sun ☀️|sunflower 🌻|sunglasses 😎|sushi 🍣|sweat 😓|sweat_smile 😅|taco 🌮
tada 🎉|tea 🍵|telescope 🔭|tent ⛺|thinking 🤔|thread 🧵|thumbsdown 👎|thumbsup 👍|thunder ⚡|ticket 🎫
tongue 😛|tools 🛠️|train 🚆|trash 🗑️|tree 🌳|trophy 🏆|tulip 🌷|turtle 🐢|umbrella ☔|unamused 😒
unicorn 🦄|unlock 🔓|upside_down 🙃|v ✌️|volcano 🌋|wait ✋|warning ⚠️|watch ⌚|watermelon 🍉|wave 👋
weary 😩|whale 🐳|white_heart 🤍|wine 🍷|wink 😉|wolf 🐺|worried 😟|wrench 🔧|writing ✍️|x ❌|yawn 🥱
yellow_heart 💛|yum 😋|zap ⚡|zzz 💤
`

/** Name (without colons) to emoji. */
export const EMOJI: ReadonlyMap<string, string> = new Map(
  TABLE.trim()
    .split(/[|\n]/)
    .map((entry) => entry.split(" ") as [string, string]),
)

/** What a click away is offered below a message. */
export const QUICK = ["👍", "❤️", "😂", "🎉", "👀", "🚀"]
